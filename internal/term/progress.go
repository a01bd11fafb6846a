package term

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/clipperhouse/displaywidth"
)

const (
	progressDelay = time.Second            // quicker work needs no bar
	progressEvery = 100 * time.Millisecond // how often it is redrawn at most
)

// Progress is a bar on stderr. It is drawn by those who call Add, so it needs no goroutine and never writes into the
// middle of something else. A nil Progress, which is what a pipe gets, does nothing.
type Progress struct {
	mu     sync.Mutex
	s      *Streams
	now    func() time.Time
	what   string
	total  int64
	done   int64
	next   time.Time // when it may be drawn again
	drawn  bool
	closed bool
}

// Progress starts a bar for total steps of what ("grants"); total 0 means that nobody knows. Only a terminal sees it, and
// only after a second of work.
func (s *Streams) Progress(total int64, what string) *Progress {
	if !s.ErrTTY || s.dumb() || s.Quiet || s.Accessible {
		return nil
	}
	return &Progress{s: s, now: time.Now, what: what, total: total, next: time.Now().Add(progressDelay)}
}

// Add counts n more steps as done.
func (p *Progress) Add(n int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	now := p.now()
	if p.closed || now.Before(p.next) {
		return
	}
	p.next = now.Add(progressEvery)
	p.drawn = true
	_, _ = io.WriteString(p.s.Err, "\r"+p.text()+"\x1b[K")
}

// Done takes the bar away. It must be called before anything else is said.
func (p *Progress) Done() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn && !p.closed {
		_, _ = io.WriteString(p.s.Err, "\r\x1b[K")
	}
	p.closed = true
}

// text is the bar, one column short of the width: a full line would make some terminals wrap.
func (p *Progress) text() string {
	count := thousands(p.done) + " " + Clean(p.what)
	if p.total > 0 {
		const cells = 20
		done := min(p.done, p.total)
		full := int(cells * done / p.total)
		bar := strings.Repeat("#", full) + strings.Repeat("-", cells-full)
		count = fmt.Sprintf("[%s] %3d%%  %s of %s %s", bar, 100*done/p.total, thousands(p.done), thousands(p.total), Clean(p.what))
	}
	return displaywidth.TruncateString(count, max(p.s.Width()-1, 1), "…")
}

// thousands writes n as 1,234.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
