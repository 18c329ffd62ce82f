package migrations

// ApplySteps is Apply for other steps than ours, and Files is ours.
var (
	ApplySteps = apply
	Files      = files
)
