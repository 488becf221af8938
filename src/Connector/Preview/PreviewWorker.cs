using System.Globalization;
using System.Text;
using Connector.Feeds;
using Connector.Store;

namespace Connector.Preview;

/// <summary>Makes the rows of ranges twice, under today's documents and under the new ones, and compares them. For one thread.</summary>
internal sealed class PreviewWorker(StoreView view, FeedSheet sheet, ViewRows now, ViewRows then) : IDisposable
{
    private readonly int _price = IndexOf(sheet, "price");
    private readonly int _salePrice = IndexOf(sheet, "sale_price");
    private readonly byte[][] _columns = [.. sheet.Columns.Select(column => Encoding.UTF8.GetBytes(HeldFile.Cell(column.Name)))];
    private readonly string _view = HeldFile.Cell(view.Name);

    public PreviewPiece Make(KeyRange range, CancellationToken cancellation)
    {
        var piece = new PreviewPiece();
        using var before = now.All(range, cancellation).GetEnumerator();
        using var after = then.All(range, cancellation).GetEnumerator();
        while (true)
        {
            var (more, also) = (before.MoveNext(), after.MoveNext());
            if (more != also || (more && before.Current.Sku != after.Current.Sku))
            {
                throw new InvalidDataException("the same catalogue gave other SKUs when it was passed twice; nothing of the preview counts");
            }

            if (!more)
            {
                return piece;
            }

            Compare(before.Current, after.Current, piece);
        }
    }

    /// <summary>Its views of the ledger belong to all workers together.</summary>
    public void Dispose()
    {
    }

    private void Compare(in DesiredRow before, in DesiredRow after, PreviewPiece piece)
    {
        var (wasListed, isListed) = (before.Desired.Held is null, after.Desired.Held is null);
        piece.Read++;
        piece.ListedNow += wasListed ? 1 : 0;
        piece.ListedThen += isListed ? 1 : 0;
        var differs = wasListed != isListed || before.Desired.Held?.Code != after.Desired.Held?.Code || before.Desired.Wish != after.Desired.Wish;
        if (differs)
        {
            piece.NewlyListed += isListed && !wasListed ? 1 : 0;
            if (wasListed && !isListed)
            {
                piece.NewlyHeld++;
                Count(piece.NewlyHeldBy, after.Desired.Held!.Code);
            }

            piece.Line(after.Sku, view.Name, isListed ? "newly listed" : wasListed ? "newly held" : "held otherwise", "", Words(before), Words(after), Because(after));
        }

        if (before.Row is { } was && after.Row is { } becomes && before.Hashes != after.Hashes)
        {
            differs = true;
            CompareRows(was, becomes, after, piece);
        }

        if (before.Quantity != after.Quantity && before.Desired.Wish == Wish.Row && after.Desired.Wish == Wish.Row)
        {
            differs = true;
            piece.NewlySoldOut += after.Quantity == 0 ? 1 : 0;
            piece.Quantities.Add(Moved(after.Sku, before.Quantity, after.Quantity));
            piece.Line(after.Sku, view.Name, "changed", "quantity", before.Quantity.ToString(CultureInfo.InvariantCulture), after.Quantity.ToString(CultureInfo.InvariantCulture), Because(after));
        }

        piece.Differ += differs ? 1 : 0;
    }

    private void CompareRows(EncodedRow before, EncodedRow after, in DesiredRow row, PreviewPiece piece)
    {
        var content = false;
        byte[]? start = null, end = null;
        for (var column = 0; column < sheet.Columns.Count; column++)
        {
            if (before.Field(column).Span.SequenceEqual(after.Field(column).Span))
            {
                continue;
            }

            content |= sheet.Columns[column].Facet == Facet.Content;
            Count(piece.Columns, sheet.Columns[column].Name);
            start ??= Encoding.UTF8.GetBytes($"{HeldFile.Cell(row.Sku)},{_view},changed,");
            end ??= Encoding.UTF8.GetBytes($",{HeldFile.Cell(Because(row))}\n");
            piece.Line(start, _columns[column], before, after, column, end);
        }

        piece.Content += content ? 1 : 0;
        if (Paid(before) is { } was && Paid(after) is { } becomes && was != becomes)
        {
            piece.Prices.Add(Moved(row.Sku, was, becomes));
        }
    }

    /// <summary>What a shopper pays.</summary>
    private decimal? Paid(EncodedRow row) => Amount(row, _salePrice) ?? Amount(row, _price);

    /// <summary>The amount before the currency.</summary>
    private static decimal? Amount(EncodedRow row, int column)
    {
        if (column < 0)
        {
            return null;
        }

        var value = row.Field(column).Span;
        var end = value.IndexOf((byte)' ');
        return decimal.TryParse(end < 0 ? value : value[..end], NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }

    /// <summary>Why it is held, or which part of it stays as it was sent.</summary>
    private static string Because(in DesiredRow row) => row.Desired.Held?.ToString() ?? string.Join("; ", row.KeptBack);

    private static Move Moved(string sku, decimal before, decimal after) => new(sku, before, after, before == 0 ? 100 : Math.Abs(after - before) / before * 100);

    private static void Count(Dictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static string Words(in DesiredRow row) => row.Desired.Held is { } held ? held.Code : "listed";

    private static int IndexOf(FeedSheet sheet, string name) => sheet.Columns.Select(column => column.Name).ToList().IndexOf(name);
}
