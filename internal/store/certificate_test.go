package store

import (
	"testing"

	"orgctl/internal/org"
)

func TestCertificate(t *testing.T) {
	h := newStore(t)
	facts, err := h.CertificateFacts(t.Context(), h.olivia)
	if err != nil || len(facts.Categories) != 0 || facts.Requester.Email != "olivia@example.org" {
		t.Fatalf("%+v, %v", facts, err)
	}
	h.addProduct("mail/office", "drive/b", "drive/a")
	facts, err = h.CertificateFacts(t.Context(), h.olivia)
	if err != nil || len(facts.Categories) != 2 || facts.Categories[0].Code != "drive" || facts.Categories[1].Code != "mail" {
		t.Fatalf("%+v, %v", facts.Categories, err)
	}
	c := org.Certificate{CertificateFacts: facts, Lang: "en"}.Issued("pdf", "00ff")
	req := org.Request{Caller: h.olivia, OpID: "monday"}
	set, err := h.IssueCertificate(t.Context(), req, c)
	if err != nil || !set.Changed || set.Changes[0].Ref != "00ff" {
		t.Fatalf("%+v, %v", set, err)
	}
	if set, err = h.IssueCertificate(t.Context(), req, c); err != nil || set.Changed || !set.Replayed {
		t.Errorf("again: %+v, %v", set, err)
	}
	req.Asked = "the same words"
	first := req
	first.OpID = "tuesday"
	if _, err := h.IssueCertificate(t.Context(), first, c); err != nil {
		t.Fatal(err)
	}
	c.Hash = "1234"
	if _, err := h.IssueCertificate(t.Context(), first, c); org.KindOf(err) != org.KindConflict {
		t.Errorf("another document under the same op-id: %v", err)
	}
	for range h.Log(t.Context(), org.LogSource{Caller: h.olivia}, org.LogFilter{Object: "00ff"}) {
		return
	}
	t.Error("the log does not find the certificate by its hash")
}
