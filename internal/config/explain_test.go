package config

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	w := newWorld(t)
	w.write(w.files.User, "# mine\n\noutput: csv\n")
	w.write(w.files.System, "output: yaml\n")
	w.vars["ORGCTL_OUTPUT"] = "tsv"
	e, err := w.load(map[string]string{"output": "json"}).Explain("output")
	must(t, err)
	got, err := json.Marshal(e)
	must(t, err)
	want := `{"key":"output","source":"flag","name":"--output","value":"json","overridden":[` +
		`{"source":"environment","name":"ORGCTL_OUTPUT","value":"tsv"},` +
		`{"source":"user file","name":"USER","line":3,"value":"csv"},` +
		`{"source":"system file","name":"SYSTEM","line":1,"value":"yaml"},` +
		`{"source":"default","value":""}]}`
	want = strings.NewReplacer("USER", w.files.User, "SYSTEM", w.files.System).Replace(want)
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if s := e.Overridden[1].String(); s != w.files.User+":3" {
		t.Errorf("the file is called %q", s)
	}
}

func TestExplainUnknown(t *testing.T) {
	_, err := newWorld(t).load(nil).Explain("colour")
	wantError(t, err, `unknown setting "colour"`, "did you mean color? one of store, org, output, color, theme, accessible, no_input, session.storage, mail.delivery, mail.from, mail.reply_to, mail.host, mail.port, mail.tls, mail.ca_file, mail.username, mail.password_file, mail.timeout, mail.folder, mail.sendmail, invitation.days, dpa.processor_name, dpa.processor_address")
}

func TestList(t *testing.T) {
	list := newWorld(t).load(nil).List()
	for i, k := range Keys() {
		if list[i].Key != k.Name || list[i].Kind != FromDefault || list[i].Overridden == nil {
			t.Errorf("%s: %+v", k.Name, list[i])
		}
	}
}

// Every field has its key and every key what the reference needs.
func TestKeys(t *testing.T) {
	seen := map[any]bool{}
	c := new(Config)
	for _, k := range Keys() {
		p := k.field(c)
		if seen[p] || k.Doc == "" || k.Type() == "" {
			t.Errorf("%s shares its field or lacks its line", k.Name)
		}
		seen[p] = true
		if k.Default != "" && !k.isPath {
			if v, bad := k.parse(k.Default); bad != nil || v != k.Default {
				t.Errorf("the default of %s is refused: %v", k.Name, bad)
			}
		}
	}
	if k, _ := find("session.storage"); k.Env() != "ORGCTL_SESSION_STORAGE" || k.Type() != "choice" {
		t.Errorf("variable %s, type %s", k.Env(), k.Type())
	}
}
