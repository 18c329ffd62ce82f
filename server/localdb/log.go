package localdb

import (
	"io"
	"os"
	"path/filepath"
)

// logFile is where PostgreSQL writes what it does.
type logFile struct {
	*os.File
	from int64 // where this run's lines begin
}

const logName = "postgres.log"

// fullLog is the size in bytes from which the log is begun anew. It has a few lines a run.
const fullLog = 1 << 20

func openLog(data string) (*logFile, error) {
	f, err := os.OpenFile(filepath.Join(data, logName), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, diskError(data, err)
	}
	from, err := f.Seek(0, io.SeekEnd)
	if err == nil && from > fullLog {
		from, err = 0, f.Truncate(0)
	}
	if err != nil {
		f.Close()
		return nil, diskError(data, err)
	}
	return &logFile{f, from}, nil
}

// added is what this run has written.
func (l *logFile) added() string { return l.read(l.from) }

// lastWords is how much of the log, in bytes, can tell why PostgreSQL ended: of what was long ago it has recovered.
const lastWords = 2 << 10

// last is what this run wrote last.
func (l *logFile) last() string {
	info, err := l.Stat()
	if err != nil {
		return ""
	}
	return l.read(max(l.from, info.Size()-lastWords))
}

func (l *logFile) read(from int64) string {
	text, _ := io.ReadAll(io.NewSectionReader(l.File, from, fullLog)) // it explains an error; without it the error stands alone
	return string(text)
}
