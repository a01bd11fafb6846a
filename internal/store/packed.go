package store

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
)

// packFrom is from how many bytes on the changes of a row are kept compressed: the texts of an import are alike, and shrink to a
// twentieth and less. What a person does stays text.
const packFrom = 16 << 10

// packedSince is the first schema that has a place for them.
const packedSince = 8

// packMost is how much text a row may be compressed from. It bounds what a store that somebody made for it can have us unpack.
const packMost = 256 << 20

// packing compresses texts, one after the other in the same memory. Its zero value is ready.
type packing struct {
	w   *zlib.Writer
	out bytes.Buffer
}

// of is the text compressed as zlib (RFC 1950); nil: it stays as it is.
func (p *packing) of(text []byte) (packed []byte, err error) {
	if len(text) < packFrom || len(text) > packMost {
		return nil, nil
	}
	if p.w == nil {
		if p.w, err = zlib.NewWriterLevel(nil, zlib.BestSpeed); err != nil {
			return nil, err
		}
	}
	p.out.Reset()
	p.w.Reset(&p.out)
	if _, err := p.w.Write(text); err != nil {
		return nil, err
	}
	if err := p.w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(p.out.Bytes()), nil
}

// noText is what was never compressed: a byte that no text has. A row with it is not as it was written.
const noText = "\xff"

// unpacked is the text that was compressed, or noText if it is no such thing, or has anything behind it.
func unpacked(packed []byte) string {
	if len(packed) == 0 {
		return ""
	}
	in := bytes.NewReader(packed)
	r, err := zlib.NewReader(in)
	if err != nil {
		return noText
	}
	var text strings.Builder
	text.Grow(min(32*len(packed), 1<<20))
	if n, err := io.Copy(&text, io.LimitReader(r, packMost+1)); err != nil || n > packMost || in.Len() > 0 {
		return noText
	}
	return text.String()
}
