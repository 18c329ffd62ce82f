package realtime_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

func BenchmarkDbg(b *testing.B) {
	must(b, allowFiles(12000))
	name := os.Getenv("DBG")
	n, _ := strconv.Atoi(os.Getenv("N"))
	var f *fanOut
	switch name {
	case "hub":
		f = hubFanOut(b, n, 1)
	case "A":
		f = baselineFanOut(b, newA(), n, 1)
	default:
		f = baselineFanOut(b, newB(), n, 1)
	}
	defer f.crowd.leave()
	f.deliver(1, 1)
	for i := 0; i < 3; i++ {
		t := time.Now()
		c := cpuTime()
		f.deliver(1000000/n, 1)
		var ru [1]float64
		ru[0] = float64(cpuTime()-c) / 1e3 / 1000000
		fmt.Println(name, i, time.Since(t), "cpu/delivery", ru[0])
	}
}
