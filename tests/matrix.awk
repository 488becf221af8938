# Prints what tests noted (tests/Connector/Matrix.cs) as tables: one line a row, one column a peer or a fault. What is not a plain "pass" is told below its table.
# ok: passed every time; FAIL: did not, once at least; -: not tried, for the reason below; a dot: not in this run's selection, or makes no sense there.
BEGIN { FS = "\t" }
{
    if (!($1 in rows)) { tables[++ntables] = $1; rows[$1] = 0; columns[$1] = 0 }
    if (!(($1, $2) in row)) { row[$1, $2] = ++rows[$1]; rowname[$1, rows[$1]] = $2; if (length($2) > width[$1]) width[$1] = length($2) }
    if (!(($1, $3) in column)) { column[$1, $3] = ++columns[$1]; columnname[$1, columns[$1]] = $3 }
    tried[$1] += $4 == "pass" || $4 ~ /^FAILED/
    if ($4 == "pass") { passed[$1]++ } else if ($4 ~ /^FAILED/) { failed[$1]++ }
    was = cell[$1, $2, $3]
    now = $4 == "pass" ? "ok" : $4 ~ /^FAILED/ ? "FAIL" : "-"
    if (was == "" || now == "FAIL" || (now == "-" && was == "ok")) cell[$1, $2, $3] = now
    if (now != "ok" && !(($1, $2, $3, $4) in told)) { told[$1, $2, $3, $4] = 1; notes[$1] = notes[$1] "    " $2 " | " $3 ": " $4 "\n" }
}
END {
    for (t = 1; t <= ntables; t++) {
        table = tables[t]
        sort(table)
        cells = 0
        for (r = 1; r <= rows[table]; r++) for (c = 1; c <= columns[table]; c++) cells += cell[table, rowname[table, r], columnname[table, c]] ~ /ok|FAIL/
        printf "\n%s: %d trials in %d places of %d x %d, %d passed, %d failed\n", table, tried[table], cells, rows[table], columns[table], passed[table], failed[table]
        # Short heads stand over their columns; many get a number each, told before.
        numbered = columns[table] > 8
        if (numbered) {
            line = " "
            for (c = 1; c <= columns[table]; c++) {
                head = "  " c " " columnname[table, c]
                if (length(line) + length(head) > 140) { print line; line = " " }
                line = line head
            }
            print line
        }
        line = sprintf("  %-*s", width[table], "")
        for (c = 1; c <= columns[table]; c++) line = line sprintf("  %-*s", wide(c), numbered ? c : columnname[table, c])
        trim(line)
        for (r = 1; r <= rows[table]; r++) {
            line = sprintf("  %-*s", width[table], rowname[table, r])
            for (c = 1; c <= columns[table]; c++) { what = cell[table, rowname[table, r], columnname[table, c]]; line = line sprintf("  %-*s", wide(c), what == "" ? "." : what) }
            trim(line)
        }
        if (notes[table] != "") printf "  what is no plain ok:\n%s", notes[table]
    }
}
function wide(c) { return numbered ? 2 : length(columnname[table, c]) < 4 ? 4 : length(columnname[table, c]) }
function trim(line) { sub(/ +$/, "", line); print line }
function sort(table,    i, j, name) {
    for (i = 2; i <= columns[table]; i++) {
        name = columnname[table, i]
        for (j = i - 1; j >= 1 && columnname[table, j] > name; j--) columnname[table, j + 1] = columnname[table, j]
        columnname[table, j + 1] = name
    }
}
