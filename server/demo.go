package main

import (
	"context"
	"io"
)

func demo(ctx context.Context, h *house, out io.Writer) error { return nil }
