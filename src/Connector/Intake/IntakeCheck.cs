using System.Globalization;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.State;
using Connector.Store;
using CsvHelper;

namespace Connector.Intake;

/// <summary>Looks at manual files: row by row against the feed sheet and the shop, in flat memory. Decides nothing about what is sent.</summary>
public sealed class IntakeCheck(Documents documents, Mirror mirror, Ledger ledger, TimeProvider clock)
{
    private const int FaultsShown = 20;
    private const int LongestRow = 1 << 20;
    private const int LongestBecause = 500;

    /// <summary>Looks at a file and takes nothing.</summary>
    /// <param name="accountName">The account.</param>
    /// <param name="path">The file.</param>
    /// <param name="errors">Where the list of refused rows goes.</param>
    /// <param name="cancellation">Ends it.</param>
    public IntakeChecked Check(string accountName, string path, string errors, CancellationToken cancellation)
    {
        using var staged = new StagedRows();
        return Check(accountName, path, errors, staged, cancellation);
    }

    internal IntakeChecked Check(string accountName, string path, string errors, StagedRows staged, CancellationToken cancellation)
    {
        using var faults = new RowFaultsFile(errors);
        var form = (IntakeForm?)null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            form = IntakeForm.Of(file);
            file.Position = 0;
            var account = documents.Account(accountName);
            using var look = new Looking(account, accountName, mirror, ledger, documents, clock.GetUtcNow());
            return Rows(account, file, form, faults, staged, look, cancellation);
        }
        catch (PersonMustDecideException fault) when (fault.Code.StartsWith("intake.", StringComparison.Ordinal))
        {
            return new IntakeChecked { Form = form, Refusal = new IntakeRefusal(fault.Code, fault.Sentence, fault.Remedy) };
        }
        catch (CsvFormatException fault)
        {
            return new IntakeChecked { Form = form, Refusal = new IntakeRefusal("intake.csv", $"The file is no CSV: {fault.Message}", "Look at the quotes around the named row, and write it as RFC 4180 has it.") };
        }
    }

    private static IntakeChecked Rows(Account account, Stream file, IntakeForm form, RowFaultsFile faults, StagedRows staged, Looking look, CancellationToken cancellation)
    {
        var malformed = (Row: 0L, Reason: CsvMalformedReason.StrayQuote);
        var unclosed = 0L;
        using var reader = CsvReader.Create(
            file,
            new CsvReaderOptions
            {
                Separator = null, HasHeader = true, SkipEmptyLines = false, MaxRecordSize = LongestRow, Encoding = form.ByteOrderMark ? null : form.Decoder(), IncludeValuesInExceptions = false,
                OnMalformedRecord = record =>
                {
                    malformed = (record.RecordNumber, record.Reason);
                    unclosed = record.Reason == CsvMalformedReason.UnterminatedQuote && unclosed == 0 ? record.RecordNumber : unclosed;
                },
            },
            leaveOpen: true);
        var columns = IntakeColumns.Of(reader.Headers, look.Sheet);
        form = form with { Delimiter = reader.Separator.ToString() };
        var done = new IntakeChecked { Form = form };
        var (shown, isAboutStock) = (new List<RowFault>(), false);
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (Enumerable.Range(0, reader.FieldCount).All(reader.IsEmpty))
            {
                continue;
            }

            var row = reader.RowNumber + 1;
            done = done with { Rows = done.Rows + 1 };
            var taken = malformed.Row == row
                ? new TakenRow(new RowFault(row, "", "", Sentence(malformed.Reason), "put quotes around the whole cell, and double those within"))
                : One(reader, row, columns, look);
            if (taken.Fault is null && staged.Contradicts(taken.Deed!, taken.Values) is { } other)
            {
                taken = new TakenRow(new RowFault(row, IntakeColumns.Sku, taken.Deed!.Sku, $"row {other} says otherwise of the same SKU", "leave one of the two out"));
            }

            if (taken.Fault is { } fault)
            {
                faults.Write(fault);
                done = done with { Refused = done.Refused + 1 };
                if (shown.Count < FaultsShown)
                {
                    shown.Add(fault);
                }

                continue;
            }

            staged.Add(taken.Deed!, taken.Values);
            isAboutStock = isAboutStock || taken.Deed!.Deed != Deed.Set || taken.Values.Any(value => value.Column is "quantity" or "availability");
            done = done with
            {
                Accepted = done.Accepted + 1,
                AsTheyAre = done.AsTheyAre + taken.AsTheyAre,
                Values = done.Values + (taken.Deed!.Deed == Deed.Set ? taken.Values.Count : 0),
                Cleared = done.Cleared + (taken.Deed.Deed == Deed.Clear ? 1 : 0),
                TakenDown = done.TakenDown + (taken.Deed.Deed == Deed.Remove ? 1 : 0),
                Restored = done.Restored + (taken.Deed.Deed == Deed.Restore ? 1 : 0),
            };
        }

        done = done with { Faults = shown, IsAboutStock = isAboutStock };
        return done with { Refusal = WhyWhole(done, account, unclosed) };
    }

    private static IntakeRefusal? WhyWhole(IntakeChecked done, Account account, long unclosed) => done switch
    {
        _ when unclosed > 0 => new(
            "intake.cut", $"A quote that begins in row {unclosed} is never closed: the file was cut, or the quote is one too many. What follows it cannot be told apart.", "Put the whole file there again, or close the quote."),
        { Rows: 0 } => new("intake.empty", "The file has no rows behind its header.", "Put the file there again with its rows."),
        { Accepted: 0 } => new("intake.rows", $"None of its {done.Rows} rows can be taken.", "See the list of errors beside the file."),
        { Refused: > 0 } when account.Intake.OnFaultyRow == OnFaultyRow.RefuseFile => new(
            "intake.rows", $"{done.Refused} of its {done.Rows} rows cannot be taken, and the account refuses such files whole.", "Mend the rows in the list of errors beside the file, and put all of it there again."),
        _ => null,
    };

    private static TakenRow One(CsvReader reader, long row, IntakeColumns columns, Looking look)
    {
        if (reader.FieldCount < columns.Count)
        {
            return Refused("", "", string.Create(CultureInfo.InvariantCulture, $"the row has {reader.FieldCount} cells, the header {columns.Count}: it was cut, or a delimiter is missing"), "give every row a cell for each column; empty ones too");
        }

        for (var extra = columns.Count; extra < reader.FieldCount; extra++)
        {
            if (!reader.IsEmpty(extra))
            {
                return Refused("", reader.GetString(extra), string.Create(CultureInfo.InvariantCulture, $"the row has {reader.FieldCount} cells, the header {columns.Count}"), "put quotes around cells in which the delimiter stands");
            }
        }

        var sku = Cell(IntakeColumns.Sku);
        if (sku.Length == 0)
        {
            return Refused(IntakeColumns.Sku, "", "there is no SKU", "write the shop's id");
        }

        if (Deeds(Cell(IntakeColumns.Action)) is not { } deed)
        {
            return Refused(IntakeColumns.Action, Cell(IntakeColumns.Action), $"'{Cell(IntakeColumns.Action)}' is no action", "write set, clear, remove or restore, or leave it empty for set");
        }

        var because = Cell(IntakeColumns.Because);
        if (because.Length > LongestBecause)
        {
            return Refused(IntakeColumns.Because, "", string.Create(CultureInfo.InvariantCulture, $"because has {because.Length} characters, {LongestBecause} are allowed"), "shorten it");
        }

        var view = Cell(IntakeColumns.View);
        if (view.Length > 0 && !look.HasView(view))
        {
            return Refused(IntakeColumns.View, view, $"the account has no view '{view}'", $"write one of {string.Join(", ", look.ViewNames)}, or leave it empty for all");
        }

        var goods = look.Find(sku, view);
        if (goods.Count == 0)
        {
            var (reason, cure) = look.WhyUnknown(sku);
            return Refused(IntakeColumns.Sku, sku, reason, cure);
        }

        if (deed is Deed.Remove or Deed.Restore)
        {
            if (view.Length > 0)
            {
                return Refused(IntakeColumns.View, view, $"{Cell(IntakeColumns.Action)} is for all views", "leave the view empty");
            }

            return new TakenRow(new StagedDeed(sku, deed, false, row, because), [], 0);
        }

        if (look.Until(Cell(IntakeColumns.Until), goods[0].View, out var until) is { } wrong)
        {
            return Refused(IntakeColumns.Until, Cell(IntakeColumns.Until), wrong.Reason, wrong.Cure);
        }

        var (values, asTheyAre) = (new List<StagedValue>(), 0);
        foreach (var column in columns.Values)
        {
            var text = Trimmed(reader.GetString(column.Place));
            if (text.Length == 0)
            {
                continue;
            }

            if (column.Manual is null)
            {
                if (deed == Deed.Set && goods.Any(good => look.Sent(good, column.Name) != text))
                {
                    return Refused(column.Name, text, $"{column.Name} follows from the shop or the account", "change it there, or leave the cell empty");
                }

                asTheyAre++;
                continue;
            }

            var value = "";
            if (deed == Deed.Set && IntakeValue.Check(column.Name, text, look.Sheet, look.Currency, out value) is { } fault)
            {
                return Refused(column.Name, text, fault.Reason, fault.Cure);
            }

            values.AddRange(goods.Select(good => new StagedValue(
                sku, good.View.Name, column.Name, deed == Deed.Set ? value : null, until is { } at ? Instants.Text(at) : null, column.Manual.Own(good.Item), row, because)));
        }

        if (deed == Deed.Clear && values.Count == 0 && view.Length > 0)
        {
            // All that was given in this view, and nothing in the others.
            values.AddRange(ManualColumn.All.Select(column => new StagedValue(sku, view, column.Name, null, null, "", row, because)));
        }

        return deed == Deed.Set && values.Count == 0 && asTheyAre == 0
            ? Refused("", "", "the row sets nothing", "write a value into one of its cells, or an action")
            : new TakenRow(new StagedDeed(sku, deed, deed == Deed.Clear && values.Count == 0, row, because), values, asTheyAre);

        string Cell(string name) => columns.Place(name) is { } place ? Trimmed(reader.GetString(place)) : "";

        TakenRow Refused(string column, string value, string reason, string cure) => new(new RowFault(row, column, value.Length > 200 ? value[..200] + "..." : value, reason, cure));
    }

    private static string Trimmed(string cell) => SpreadsheetCell.Value(cell.Trim());

    private static Deed? Deeds(string word) => word.ToLowerInvariant() switch
    {
        "" or "set" => Deed.Set,
        "clear" => Deed.Clear,
        "remove" => Deed.Remove,
        "restore" => Deed.Restore,
        _ => null,
    };

    private static string Sentence(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote stands within a cell that has none around it",
        CsvMalformedReason.TextAfterClosingQuote => "text stands behind a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quote is never closed",
        _ => $"the row is malformed ({reason})",
    };

    /// <summary>What became of a row.</summary>
    private sealed record TakenRow(StagedDeed? Deed, IReadOnlyList<StagedValue> Values, int AsTheyAre, RowFault? Fault = null)
    {
        public TakenRow(RowFault fault)
            : this(null, [], 0, fault)
        {
        }
    }

    /// <summary>A SKU as a view has it.</summary>
    private sealed record Good(StoreView View, ShopItem Item);

    /// <summary>The account's shops and what was sent, for one file. Files come in the order of their SKUs often: the last item group is kept.</summary>
    private sealed class Looking : IDisposable
    {
        private readonly DateTimeOffset _now;
        private readonly List<(StoreView View, MirrorSnapshot Shop, ViewReader Reader, LedgerView Sent, TimeZoneInfo Zone)> _views = [];
        private readonly (string Group, IReadOnlyList<Offer> Offers)[] _last;

        public Looking(Account account, string name, Mirror mirror, Ledger ledger, Documents documents, DateTimeOffset now)
        {
            _now = now;
            Currency = account.Currency;
            Sheet = FeedSheets.Find(account.Sheet)!;
            foreach (var view in account.Views)
            {
                var shop = mirror.Snapshot(view.Source);
                _views.Add((view, shop, shop.View(view, now), ledger.View(name, view.Name), TimeZoneInfo.FindSystemTimeZoneById(documents.Source(view.Source).TimeZone)));
            }

            _last = new (string, IReadOnlyList<Offer>)[_views.Count];
        }

        public string Currency { get; }

        public FeedSheet Sheet { get; }

        public IEnumerable<string> ViewNames => _views.Select(view => view.View.Name);

        public bool HasView(string name) => _views.Exists(view => view.View.Name == name);

        public List<Good> Find(string sku, string only)
        {
            var found = new List<Good>(_views.Count);
            for (var i = 0; i < _views.Count; i++)
            {
                if ((only.Length == 0 || _views[i].View.Name == only) && _views[i].Reader.GroupOf(sku) is { } group)
                {
                    if (_last[i].Group != group)
                    {
                        _last[i] = (group, _views[i].Reader.Group(group));
                    }

                    if (_last[i].Offers.FirstOrDefault(offer => offer.Sku.Value == sku) is { } offer)
                    {
                        found.Add(new Good(_views[i].View, offer.Item));
                    }
                }
            }

            return found;
        }

        public (string Reason, string Cure) WhyUnknown(string sku) =>
            _views.FirstOrDefault(view => view.Reader.KindOfHead(sku) is not null) is { Reader: { } reader }
                ? ($"{sku} is not sold itself", reader.VariantsOf(sku) is { Count: > 0 } variants ? $"name its variants: {string.Join(", ", variants.Take(5))}{(variants.Count > 5 ? " ..." : "")}" : "name what is sold of it")
                : ("the shop has no such SKU", "ids are case-sensitive; read the shop again if it is new");

        /// <summary>A column of the row last sent; null where none was.</summary>
        public string? Sent(Good good, string column)
        {
            var sent = _views.First(view => view.View.Name == good.View.Name).Sent;
            return sent.Row(good.Item.Sku.Value) is { } row && FeedSheets.Find(row.Sheet) is { } sheet ? EncodedRow.Parse(sheet, row.Row).Columns().GetValueOrDefault(column) : null;
        }

        /// <summary>Until when a value stands: an instant, a time of the shop's clocks, or the end of a day there.</summary>
        public CellFault? Until(string text, StoreView view, out DateTimeOffset? until)
        {
            until = null;
            if (text.Length == 0)
            {
                return null;
            }

            var zone = _views.First(known => known.View.Name == view.Name).Zone;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            {
                until = Instant(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone);
            }
            else if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                until = Instant(local, zone);
            }
            else if (DateTimeOffset.TryParseExact(text, OffsetForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
            {
                until = exact.ToUniversalTime();
            }
            else
            {
                return new CellFault($"'{(text.Length > 40 ? text[..40] : text)}' is no time", "write 2026-12-24 (to the end of that day in the shop's time zone), 2026-12-24 18:00, or 2026-12-24T18:00:00Z");
            }

            return until <= _now ? new CellFault($"until {Instants.Text(until.Value)} is past", "give a time to come, or leave the cell empty: then it stands until the shop's own value is another one") : null;
        }

        public void Dispose()
        {
            foreach (var (_, shop, _, sent, _) in _views)
            {
                sent.Dispose();
                shop.Dispose();
            }
        }

        private static readonly string[] LocalForms = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];
        private static readonly string[] OffsetForms = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK"];

        /// <summary>A wall time that the clocks leave out is taken as if they had not been changed yet; of one that they show twice, the first counts.</summary>
        private static DateTimeOffset Instant(DateTime wall, TimeZoneInfo zone)
        {
            var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
            return new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), offset).ToUniversalTime();
        }
    }
}
