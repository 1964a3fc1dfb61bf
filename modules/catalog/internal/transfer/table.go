package transfer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"shop/modules/catalog"
	"shop/platform/fault"
	"shop/platform/spreadsheet"
)

// maxFile is how large a file may be, in bytes.
const maxFile = 64 << 20

// ErrFile says that the file as a whole is no product file.
var ErrFile = fault.New(fault.Invalid, "not-a-product-file", "This is not a product file.")

// table is a file's rows.
type table struct {
	columns map[string]int
	rows    []row
}

// row is one line, or more where cells have line breaks.
type row struct {
	line  int
	table *table
	cells []string
}

// has reports whether the file has the column.
func (t *table) has(column string) bool {
	_, ok := t.columns[strings.ToLower(column)]
	return ok
}

// get returns the trimmed cell of the column, "" where there is none.
func (r row) get(column string) string {
	i, ok := r.table.columns[strings.ToLower(column)]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return spreadsheet.Unguard(strings.TrimSpace(r.cells[i]))
}

// readTable reads a file. Rows that can't be read as CSV become problems.
// Errors: [ErrFile].
func readTable(src io.Reader) (*table, []catalog.RowProblem, error) {
	data, err := io.ReadAll(io.LimitReader(src, maxFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read file: %w", err)
	}
	if len(data) > maxFile {
		return nil, nil, ErrFile.WithMessage("A product file has at most 64 MB.")
	}
	data = decoded(data)
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	reader.FieldsPerRecord = -1
	names, err := reader.Read()
	if err != nil {
		return nil, nil, ErrFile.Because(err)
	}
	t := &table{columns: make(map[string]int, len(names))}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := t.columns[name]; !twice {
			t.columns[name] = i
		}
	}
	if !t.has(colHandle) {
		return nil, nil, ErrFile.WithMessage("This is not a product file: its first line has no column %q.", colHandle)
	}
	problems, err := t.read(reader, len(names))
	return t, problems, err
}

func (t *table) read(reader *csv.Reader, width int) ([]catalog.RowProblem, error) {
	var problems []catalog.RowProblem
	for {
		cells, err := reader.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return problems, nil
		case errors.As(err, &broken):
			problems = append(problems, catalog.RowProblem{Line: broken.StartLine, Reason: "The quotes of this row don't match.", Fatal: true})
			continue
		case err != nil:
			return nil, fmt.Errorf("read file: %w", err)
		}
		line, _ := reader.FieldPos(0)
		r := row{line: line, table: t, cells: cells}
		switch {
		case len(cells) > width && strings.Join(cells[width:], "") != "":
			problems = append(problems, catalog.RowProblem{Line: line, Handle: r.get(colHandle), Reason: "This row has more cells than the first line has columns.", Fatal: true})
		case strings.TrimSpace(strings.Join(cells, "")) != "":
			t.rows = append(t.rows, r)
		}
	}
}

// decoded returns data as UTF-8 without a byte-order mark. Spreadsheets also
// write UTF-16, which has a mark, and Windows-1252.
func decoded(data []byte) []byte {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		wide := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		if text, err := wide.NewDecoder().Bytes(data); err == nil {
			return text
		}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return data
	}
	if text, err := charmap.Windows1252.NewDecoder().Bytes(data); err == nil {
		return text
	}
	return data
}

// separator returns what separates cells in the first line.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', bytes.Count(first, []byte(","))
	for _, candidate := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(candidate))); n > most {
			best, most = candidate, n
		}
	}
	return best
}
