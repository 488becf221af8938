namespace Connector.Archive;

/// <summary>Whether the records of one chain are those that were written, in their order, all of them.</summary>
internal sealed class ChainCheck
{
    private readonly string _account;
    private readonly IReadOnlyList<ChainedRecord> _read;
    private readonly IReadOnlyList<ChainedRow> _rows;
    private readonly List<VerifyFault> _faults;
    private readonly List<string> _notes;
    private readonly SortedDictionary<long, ChainedRecord> _chain = [];
    private readonly HashSet<ChainedRecord> _named = [];

    private ChainCheck(string account, IReadOnlyList<ChainedRecord> read, IReadOnlyList<ChainedRow> rows, List<VerifyFault> faults, List<string> notes) =>
        (_account, _read, _rows, _faults, _notes) = (account, read, rows, faults, notes);

    /// <summary>Goes through a chain.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="read">What lies on the disk.</param>
    /// <param name="rows">What the table says; empty where it is not at hand, or was not kept yet.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="notes">Takes what is worth knowing.</param>
    /// <returns>The records that count, by their place.</returns>
    public static IReadOnlyDictionary<long, ChainedRecord> Look(string account, IReadOnlyList<ChainedRecord> read, IReadOnlyList<ChainedRow> rows, List<VerifyFault> faults, List<string> notes)
    {
        var check = new ChainCheck(account, read, rows, faults, notes);
        check.ByTable();
        check.ByThemselves();
        check.Order();
        check.Places();
        return check._chain;
    }

    /// <summary>Where the table knows a place, the record there must be the very one.</summary>
    private void ByTable()
    {
        var there = _read.ToDictionary(record => (record.Run, record.Name));
        var changed = new List<(ChainedRow Row, ChainedRecord Record)>();
        foreach (var row in _rows)
        {
            if (!there.TryGetValue((row.Run, row.Name), out var record))
            {
                Fault("archive.missing", row.Run, row.Name, $"record {row.Position} of chain {_account} is missing: {Place(row.Run, row.Name)}{(row.Position == _rows[^1].Position ? "; it is the last one: the chain's tail is cut" : "")}");
                continue;
            }

            _chain[row.Position] = record;
            if (record.Hash != row.Hash)
            {
                changed.Add((row, record));
            }
        }

        foreach (var (row, record) in changed)
        {
            _named.Add(record);
            if (_rows.FirstOrDefault(other => other.Hash == record.Hash) is { } other)
            {
                Fault("archive.swapped", record.Run, record.Name, $"{record.Place} holds record {other.Position} of chain {_account}, which belongs to {Place(other.Run, other.Name)}; record {row.Position} was written there");
            }
            else
            {
                Fault("archive.changed", record.Run, record.Name, $"record {row.Position} of chain {_account} is not what was written: {record.Place} has SHA-256 {record.Hash}, it was {row.Hash}");
            }
        }
    }

    /// <summary>What the table does not know must follow from the records alone: those of before there was a table, all of them in a copy, and what was cut.</summary>
    private void ByThemselves()
    {
        var known = _chain.Values.ToHashSet();
        var rest = _read.Where(record => !known.Contains(record)).ToList();
        foreach (var odd in rest.Where(record => !record.IsOne && (record.Run.Length == 0 || ChainedRecord.MustBe(record.Name))))
        {
            Named(odd, "archive.unreadable", $"{odd.Place} cannot be read as a record of chain {_account}");
        }

        var (first, last) = _rows.Count > 0 ? (_rows[0].Position, _rows[^1].Position) : (long.MaxValue, 0);
        var followers = _read.Where(record => record.IsOne).Select(record => record.Previous!).Concat(_rows.Take(1).Select(row => PreviousOf(row))).ToHashSet(StringComparer.Ordinal);
        var before = "";
        foreach (var place in rest.Where(record => record.IsOne && record.Position < first).GroupBy(record => record.Position).OrderBy(place => place.Key))
        {
            // Of two that claim a place, the one that the next record goes back to counts.
            var counts = place.FirstOrDefault(record => followers.Contains(record.Hash)) ?? place.First();
            _chain[place.Key] = counts;
            foreach (var other in place.Where(record => record != counts))
            {
                LeftOver(other, before);
            }

            before = counts.Hash;
        }

        foreach (var other in rest.Where(record => record.IsOne && record.Position >= first).OrderBy(record => record.Position))
        {
            LeftOver(other, other.Position == last + 1 ? _rows[^1].Hash : _rows.FirstOrDefault(row => row.Position == other.Position - 1)?.Hash);
        }
    }

    /// <summary>A record that was written for a commit that never was, or that comes while this looks, goes back to the record before its place. What does not is no record of this chain.</summary>
    private void LeftOver(ChainedRecord record, string? before)
    {
        if (record.Previous == before)
        {
            _named.Add(record);
            _notes.Add($"{_account}: {record.Place} is left over: it was written for a commit that was cut, and counts for nothing (the next record of the account removes it), or it is being written now");
        }
        else
        {
            Named(record, "archive.chain", $"{record.Place} says that it is record {record.Position} of chain {_account}, and does not go back to the record before that place");
        }
    }

    /// <summary>Each record holds the hash of the one before it, and none is left out.</summary>
    private void Order()
    {
        var (before, last) = ((ChainedRecord?)null, 0L);
        foreach (var (position, record) in _chain)
        {
            var (was, from) = (before, last);
            (before, last) = (record, position);
            if (_named.Contains(record) || (was is not null && _named.Contains(was)))
            {
                continue;
            }

            if (position != from + 1)
            {
                // Those that the table knows were named as missing.
                if (_rows.Count == 0 || from + 1 < _rows[0].Position)
                {
                    Fault("archive.missing", record.Run, record.Name, $"{(position == from + 2 ? $"record {from + 1}" : $"records {from + 1} to {position - 1}")} of chain {_account} {(position == from + 2 ? "is" : "are")} missing, before {record.Place}");
                }

                continue;
            }

            if (record.Previous != (was?.Hash ?? ""))
            {
                Fault(
                    "archive.chain", record.Run, record.Name,
                    was is null
                        ? $"{record.Place} is the first record of chain {_account}, and names one before it"
                        : $"{record.Place}, record {position} of chain {_account}, does not go back to {was.Place}, record {from}: it holds {Short(record.Previous)}, and that one has SHA-256 {Short(was.Hash)}; one of the two is not what was written");
            }
        }
    }

    /// <summary>A record says where it belongs.</summary>
    private void Places()
    {
        foreach (var record in _chain.Values.Where(record => !_named.Contains(record)))
        {
            if (record.SaysRun is { } run && record.Run.Length > 0 && run != record.Run && run.Length > 0)
            {
                Named(record, "archive.misplaced", $"{record.Place} is the record of {run}, in another folder");
            }
            else if (record.SaysAccount is { } account && account != _account)
            {
                Named(record, "archive.misplaced", $"{record.Place} of {_account} is a record of {account}");
            }
            else if (RecordNames.ReviewPosition(record.Name) is { } position && position != record.Position)
            {
                Named(record, "archive.misplaced", $"{record.Place} is record {record.Position} of chain {_account}, under the name of record {position}");
            }
        }
    }

    private string PreviousOf(ChainedRow row) => _read.FirstOrDefault(record => record.Run == row.Run && record.Name == row.Name)?.Previous ?? "";

    private void Named(ChainedRecord record, string code, string sentence)
    {
        _named.Add(record);
        Fault(code, record.Run, record.Name, sentence);
    }

    private void Fault(string code, string run, string name, string sentence) => _faults.Add(new VerifyFault(code, _account, run, name, null, sentence));

    private static string Place(string run, string name) => run.Length > 0 ? $"{run}/{name}" : name;

    private static string Short(string? hash) => hash is null ? "nothing" : hash.Length > 12 ? hash[..12] + "…" : hash.Length == 0 ? "none" : hash;
}
