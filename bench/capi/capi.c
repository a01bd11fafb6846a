/* Answers questions in SQL through the C API of SQLite: capi STORE STATEMENTS <QUESTIONS. The fields of a question, by tabs,
   are @f1 to @f9; a column of an earlier statement is @ and its name, of the last row. All rows of all columns are read.
   Says for each question how long it took, in nanoseconds. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX = 16 };

static struct { char name[32]; sqlite3_int64 value; } known[64];
static int knowing;

static void keep(const char *name, sqlite3_int64 value) {
  int i;
  for (i = 0; i < knowing && strcmp(known[i].name, name); i++) {}
  if (i == knowing) { snprintf(known[i].name, sizeof known[i].name, "%s", name); knowing++; }
  known[i].value = value;
}

static sqlite3_int64 recall(const char *name) {
  for (int i = 0; i < knowing; i++) if (!strcmp(known[i].name, name)) return known[i].value;
  return 0;
}

static void must(sqlite3 *db, int rc, const char *what) {
  if (rc == SQLITE_OK || rc == SQLITE_DONE) return;
  fprintf(stderr, "capi: %s: %s\n", what, sqlite3_errmsg(db));
  exit(1);
}

static volatile sqlite3_int64 sink;

static void run(sqlite3 *db, sqlite3_stmt *s, char **field) {
  for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
    const char *name = sqlite3_bind_parameter_name(s, i) + 1;
    if (name[0] == 'f' && name[1] >= '1' && name[1] <= '9') sqlite3_bind_text(s, i, field[name[1] - '1'], -1, SQLITE_STATIC);
    else sqlite3_bind_int64(s, i, recall(name));
  }
  int rc, first = 1;
  while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
    for (int c = 0; c < sqlite3_column_count(s); c++) {
      if (sqlite3_column_type(s, c) == SQLITE_TEXT) { sink += sqlite3_column_text(s, c)[0]; continue; }
      sqlite3_int64 v = sqlite3_column_int64(s, c);
      sink += v;
      if (first) keep(sqlite3_column_name(s, c), v);
    }
    first = 0;
  }
  must(db, rc, sqlite3_sql(s));
  sqlite3_reset(s);
}

int main(int argc, char **argv) {
  sqlite3 *db;
  if (argc != 3) return 2;
  must(NULL, sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL), "open");
  /* Without its Bloom filters (0x80000): to make one, some versions read a whole table for every question. */
  sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, 0x80000);
  static char text[1 << 16], line[1 << 16];
  FILE *f = fopen(argv[2], "r");
  if (!f || !fread(text, 1, sizeof text - 1, f)) return 2;
  fclose(f);
  sqlite3_stmt *s[MAX], *begin, *end;
  int n = 0;
  for (const char *tail = text; n < MAX && *tail; ) {
    must(db, sqlite3_prepare_v3(db, tail, -1, SQLITE_PREPARE_PERSISTENT, &s[n], &tail), "prepare");
    if (s[n]) n++;
  }
  must(db, sqlite3_prepare_v2(db, "BEGIN", -1, &begin, NULL), "begin");
  must(db, sqlite3_prepare_v2(db, "COMMIT", -1, &end, NULL), "commit");
  while (fgets(line, sizeof line, stdin)) {
    char *field[9] = {0}, *rest = line;
    for (int i = 0; i < 9 && rest; i++) field[i] = strsep(&rest, "\t\n");
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    run(db, begin, field);
    for (int i = 0; i < n; i++) run(db, s[i], field);
    run(db, end, field);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
  }
  return 0;
}
