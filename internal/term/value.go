package term

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// plain reduces what a column returns to nil, bool, int64, uint64, float64, string, time.Time in UTC, or []string; only
// what is really nested stays as it is. Filters, sorting and all formats work on these, so they agree on what a value is.
// A zero time is nil: nothing happened in the year 1.
func plain(v any) any {
	switch v := v.(type) {
	case nil, bool, int64, uint64, float64, string:
		return v
	case int:
		return int64(v)
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.UTC()
	case []string:
		if v == nil {
			return []string{}
		}
		return v
	}
	return plainOther(v)
}

func plainOther(v any) any {
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return nil
		}
		if t, ok := v.(*time.Time); ok {
			return plain(*t)
		}
	}
	switch m := v.(type) {
	case json.Marshaler:
		return plainJSON(v)
	case encoding.TextMarshaler:
		if text, err := m.MarshalText(); err == nil {
			return string(text)
		}
	case fmt.Stringer:
		return m.String()
	}
	return plainKind(v, rv)
}

func plainKind(v any, rv reflect.Value) any {
	switch rv.Kind() {
	case reflect.String:
		return rv.String()
	case reflect.Bool:
		return rv.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return rv.Uint()
	case reflect.Float32, reflect.Float64:
		return rv.Float()
	case reflect.Pointer:
		return plain(rv.Elem().Interface())
	case reflect.Slice:
		return plainSlice(v, rv)
	}
	return v
}

// plainSlice turns a list of anything that is a string in the end into strings. That matters beyond looks: encoding/json
// would write a list of uint8 constants as base64.
func plainSlice(v any, rv reflect.Value) any {
	words := make([]string, rv.Len())
	for i := range words {
		word, ok := plain(rv.Index(i).Interface()).(string)
		if !ok {
			return v
		}
		words[i] = word
	}
	return words
}

// plainJSON asks a value that encodes itself what it is.
func plainJSON(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return v // the error comes back when it is printed
	}
	tree, err := decodeJSON(text)
	if err != nil {
		return v
	}
	switch t := tree.(type) {
	case nil, bool, string, float64:
		return t
	case int:
		return int64(t)
	case []any:
		return plainSlice(v, reflect.ValueOf(t))
	}
	return v
}

// decodeJSON reads JSON into nil, bool, int, float64, string, []any and map[string]any: what gojq and templates take.
func decodeJSON(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return numbers(v), nil
}

// numbers makes whole numbers ints, in place: as float64 a template would print 1e+06, and large ids would change.
func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return n
		}
		f, _ := v.Float64() // at worst ±Inf, as JavaScript reads it
		return f
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	}
	return v
}

// look is how values become text in a format.
type look struct {
	null   string // for nil
	blank  string // for a list without elements
	list   string // between elements
	yes    string
	no     string
	layout string // of times
}

// rawLook is for csv and tsv: list elements are separated as --from reads them (2.6), and times keep every digit.
func rawLook() look {
	return look{list: "|", yes: "true", no: "false", layout: time.RFC3339Nano}
}

// tableLook is for people. On a terminal times lose their seconds; they stay UTC, so that two people in two places mean
// the same when they read them to each other.
func tableLook(terminal bool) look {
	l := look{null: "–", blank: "–", list: ", ", yes: "yes", no: "no", layout: time.RFC3339}
	if terminal {
		l.layout = "2006-01-02 15:04Z"
	}
	return l
}

// cell is the text of one column of a row.
func (l look) cell(c column, row any) string {
	if c.text != nil {
		return c.text(row)
	}
	return l.text(c.value(row))
}

func (l look) text(v any) string {
	switch v := v.(type) {
	case nil:
		return l.null
	case string:
		return v
	case bool:
		if v {
			return l.yes
		}
		return l.no
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.Format(l.layout)
	case []string:
		if len(v) == 0 {
			return l.blank
		}
		return strings.Join(v, l.list)
	case uint64, fmt.Stringer:
		return fmt.Sprint(v)
	}
	text, err := appendJSON(nil, v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
