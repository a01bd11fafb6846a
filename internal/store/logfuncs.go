package store

import (
	"database/sql/driver"
	"encoding/json"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// What SQL asks about the changes of a row of the log, each by the two columns in which they may stand: changes and packed. One of them
// is empty; if somebody filled both, they are not as they were written.
const (
	logText  = "log_text"  // as text
	logCount = "log_count" // how many there are
	logAbout = "log_about" // whether one of them refers to a thing: its name, and the name as JSON has it
)

// knowLogFuncs makes them known to every connection opened afterwards.
var knowLogFuncs = sync.OnceValue(func() error { //nolint:gochecknoglobals // the driver knows functions for the whole process, each once
	for _, f := range []struct {
		name string
		args int32
		of   func(text string, args []driver.Value) driver.Value
	}{
		{logText, 2, func(text string, _ []driver.Value) driver.Value { return text }},
		{logCount, 2, func(text string, _ []driver.Value) driver.Value { return int64(elements(text)) }},
		{logAbout, 4, func(text string, args []driver.Value) driver.Value {
			name, _ := args[2].(string)
			inJSON, _ := args[3].(string)
			return strings.Contains(text, inJSON) && refersTo(text, name)
		}},
	} {
		err := sqlite.RegisterDeterministicScalarFunction(f.name, f.args, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			packed, _ := args[1].([]byte)
			return f.of(text+unpacked(packed), args), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
})

// elements counts those of a JSON array; of anything else there are none. That it is valid is not looked at.
func elements(text string) (n int) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "[") || strings.TrimSpace(text[1:]) == "]" {
		return 0
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			depth++
		case c == ']', c == '}':
			depth--
		case c == ',' && depth == 1:
			n++
		}
	}
	return n + 1
}

// refersTo says whether one of the changes has the name among the words of its reference.
func refersTo(text, name string) bool {
	var changes []struct{ Ref string }
	if json.Unmarshal([]byte(text), &changes) != nil {
		return false
	}
	for _, c := range changes {
		if strings.Contains(" "+c.Ref+" ", " "+name+" ") {
			return true
		}
	}
	return false
}
