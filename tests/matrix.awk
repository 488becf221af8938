# Prints what tests noted (tests/Connector/Matrix.cs) as tables: one line a row, one column a peer or a fault; what is not a plain "pass" is told below its table.
BEGIN { FS = "\t" }
{
    if (!($1 in rows)) { tables[++ntables] = $1; rows[$1] = 0; columns[$1] = 0 }
    if (!(($1, $2) in row)) { row[$1, $2] = ++rows[$1]; rowname[$1, rows[$1]] = $2; if (length($2) > width[$1]) width[$1] = length($2) }
    if (!(($1, $3) in column)) { column[$1, $3] = ++columns[$1]; columnname[$1, columns[$1]] = $3 }
    tried[$1]++
    if ($4 == "pass") { passed[$1]++ }
    else if ($4 ~ /^FAILED/) { failed[$1]++ }
    was = cell[$1, $2, $3]
    now = $4 == "pass" ? "pass" : $4 ~ /^FAILED/ ? "FAIL" : "-"
    if (was == "" || now == "FAIL" || (now == "-" && was == "pass")) cell[$1, $2, $3] = now
    if (now != "pass" && !(($1, $2, $3, $4) in told)) { told[$1, $2, $3, $4] = 1; notes[$1] = notes[$1] "    " $2 " | " $3 ": " $4 "\n" }
}
END {
    for (t = 1; t <= ntables; t++) {
        table = tables[t]
        printf "\n%s: %d trials, %d passed, %d failed\n", table, tried[table], passed[table], failed[table]
        # Short heads stand over their columns; long ones get a number and a line each.
        numbered = columns[table] > 8
        for (c = 1; c <= columns[table] && numbered; c++) printf "    %2d = %s\n", c, columnname[table, c]
        printf "  %-*s", width[table], ""
        for (c = 1; c <= columns[table]; c++) printf "  %-*s", head(c), numbered ? c : columnname[table, c]
        printf "\n"
        for (r = 1; r <= rows[table]; r++) {
            line = sprintf("  %-*s", width[table], rowname[table, r])
            for (c = 1; c <= columns[table]; c++) { what = cell[table, rowname[table, r], columnname[table, c]]; line = line sprintf("  %-*s", head(c), what == "" ? "." : what) }
            sub(/ +$/, "", line)
            print line
        }
        if (notes[table] != "") printf "  what is no plain pass:\n%s", notes[table]
    }
}
function head(c) { return numbered || length(columnname[table, c]) < 4 ? 4 : length(columnname[table, c]) }
