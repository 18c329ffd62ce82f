package localdb

// settings are given on the command line, so that they hold whatever the cluster's own file says. The rest is PostgreSQL's
// default: 100 connections, 128 MB of shared buffers.
var settings = []string{
	"listen_addresses=", // no TCP
	"timezone=UTC",
	"log_timezone=UTC",
	"jit=off", // our queries are over before it has compiled them

	// The log says what PostgreSQL does, never what it is asked: an error's text can hold the value that was refused.
	"logging_collector=off",
	"log_min_messages=log",
	"log_min_error_statement=panic",
	"log_error_verbosity=terse",
	"log_statement=none",
	"log_min_duration_statement=-1",
	"log_parameter_max_length=0",
	"log_parameter_max_length_on_error=0",
	"log_connections=off",
	"log_disconnections=off",
	"log_checkpoints=off",
	"log_autovacuum_min_duration=-1",
}

// fastSettings trade safety on a power cut for speed, in tests, several packages of which share one cluster.
var fastSettings = []string{
	"fsync=off",
	"synchronous_commit=off",
	"full_page_writes=off",
	"wal_level=minimal",
	"max_wal_senders=0",
	"max_connections=300",
	"autovacuum=off", // its workers stand in the way of dropping a database
}

// arguments are what postgres is started with.
func arguments(cluster, socket string, fast bool) []string {
	args := []string{"-D", cluster, "-c", "unix_socket_directories=" + socket}
	all := settings
	if fast {
		all = append(all[:len(all):len(all)], fastSettings...)
	}
	for _, s := range all {
		args = append(args, "-c", s)
	}
	return args
}
