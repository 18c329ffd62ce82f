package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/felixge/httpsnoop"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meter counts what the program does, for an operator's Prometheus, on an address of its own. No label names a page, a network or
// a member: what is asked of a page like the safeguarding lead's, and when, would tell of somebody.
type meter struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
}

// answerTimes are the bounds of the histogram, in seconds: from a page that was drawn already to a line that hardly moves.
var answerTimes = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}

// newMeter counts what is open in a database's pool, and sockets.
func newMeter(db *sqlx.DB, sockets func() int64) *meter {
	m := &meter{registry: prometheus.NewRegistry(), took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tinig_answer_seconds", Help: "How long answers took, by what was asked (page, change, asset, socket) and the class of the status.", Buckets: answerTimes,
	}, []string{"asked", "status"})}
	m.registry.MustRegister(m.took, collectors.NewGoCollector(), collectors.NewDBStatsCollector(db.DB, "tinig"),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tinig_sockets", Help: "Open sockets."}, func() float64 { return float64(sockets()) }))
	return m
}

// counted is next, counted and timed.
func (m *meter) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httpsnoop.CaptureMetrics(next, w, r)
		m.took.WithLabelValues(asked(r), strconv.Itoa(answer.Code/100)+"xx").Observe(answer.Duration.Seconds())
	})
}

// asked is what kind of thing a request asks for, and no more.
func asked(r *http.Request) string {
	switch {
	case strings.HasPrefix(r.URL.Path, "/assets/"):
		return "asset"
	case r.URL.Path == "/live":
		return "socket"
	case r.Method == http.MethodPost:
		return "change"
	}
	return "page"
}

// serve answers on an address until ctx ends; on none it does nothing.
func (m *meter) serve(ctx context.Context, addr string) error {
	if addr == "" {
		return nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("can't listen on %s (%w): stop what listens there, or choose another in METRICS_ADDR", addr, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: readTimeout}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving counts: %w", err)
	}
	return nil
}
