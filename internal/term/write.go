package term

// Write writes to stdout what a command has laid out itself, cleaned by it if need be. ErrPipe means that the reader has
// gone.
func Write(s *Streams, text []byte) error {
	out := &output{w: s.Out, buf: text}
	return out.flush()
}
