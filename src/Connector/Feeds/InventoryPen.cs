using System.Buffers;
using System.Globalization;
using System.Security;
using System.Text;
using Connector.Feeds.Brakes;
using Connector.Policy.Stages;
using Connector.State;

namespace Connector.Feeds;

/// <summary>Writes inventory records and notes which quantities differ from those last sent. For one thread.</summary>
internal sealed class InventoryPen : IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("<>&\"'");

    private readonly FeedPlan _plan;
    private readonly InventoryFiles _files;
    private readonly QuantityLookup _quantities;
    private readonly RowBlocks[] _blocks;
    private readonly byte[] _behindQuantity;
    private byte[] _record = new byte[1024];
    private int _length;

    public InventoryPen(FeedPlan plan, InventoryFiles files, QuantityLookup quantities)
    {
        (_plan, _files, _quantities) = (plan, files, quantities);
        Made = new MadeRange(files.Lists.Count);
        _blocks = [.. files.Forms.Select((form, list) => form.Blocks(block => Made.Add(list, block)))];
        var stamp = Instants.FromStamp(plan.Stamp).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        _behindQuantity = Encoding.UTF8.GetBytes(
            $"</allocation><allocation-timestamp>{stamp}</allocation-timestamp><perpetual>false</perpetual><preorder-backorder-handling>none</preorder-backorder-handling><ats>");
    }

    /// <summary>Only quantities that differ from those sent are written, and those of SKUs that are sent again; null: all are.</summary>
    public DeltaPlan? Delta { get; init; }

    /// <summary>What was made since the last <see cref="Take"/>.</summary>
    public MadeRange Made { get; private set; }

    /// <summary>The quantity that is told: as it is, or as it was last sent.</summary>
    /// <param name="list">Which list.</param>
    /// <param name="row">What becomes of the SKU.</param>
    /// <param name="quantity">As it is.</param>
    public int Told(int list, in DesiredRow row, int quantity)
    {
        if (quantity == 0 || (row.Keeps == KeptQuantity.No && row.NoiseCut is null) || _quantities.LastSent(_files.Lists[list], row.Sku) is not { Quantity: > 0 } last)
        {
            return quantity;
        }

        return row.Keeps == KeptQuantity.Yes || (row.Keeps == KeptQuantity.UnlessSentAnew && string.CompareOrdinal(row.Sent!.Run, last.Run) < 0) || (row.NoiseCut is { } above && NoiseCut.Keeps(last.Quantity, quantity, above))
            ? last.Quantity
            : quantity;
    }

    /// <param name="list">Which list.</param>
    /// <param name="sku">The SKU.</param>
    /// <param name="quantity">Pieces that can be sold from it.</param>
    public void Write(int list, string sku, int quantity)
    {
        var last = _quantities.Last(_files.Lists[list], sku);
        if (_plan.InPart && quantity > Math.Max(last ?? 0, 0))
        {
            // An increase is not told: it stays as it was last told, and what was never told stays so.
            if (last is not >= 0)
            {
                return;
            }

            quantity = last.Value;
        }

        var isAsSent = last == quantity;
        if (!isAsSent && list < _files.Written)
        {
            Weigh(sku, last, quantity);
        }

        if (Delta is not null && isAsSent && !Delta.Again.Contains(sku))
        {
            return;
        }

        _length = 0;
        Put("      <record product-id=\""u8);
        Put(sku.AsSpan().ContainsAny(Escaped) ? SecurityElement.Escape(sku) : sku);
        Put("\"><allocation>"u8);
        Put(quantity);
        Put(_behindQuantity);
        Put(quantity);
        Put("</ats></record>\n"u8);
        _blocks[list].Write(_record.AsSpan(0, _length));
        if (!isAsSent)
        {
            Made.Changed++;
            if (!_plan.IsDry)
            {
                Made.Add(new QuantitySent(_files.Lists[list], sku, quantity));
            }
        }
    }

    /// <summary>For the brakes: what goes to zero, and what is told for the first time. What a person took down is no accident.</summary>
    private void Weigh(string sku, int? last, int quantity)
    {
        if (last is null)
        {
            if (Made.Brakes.Count(BrakeCause.Growth, quantity))
            {
                Made.Brakes.Keep(BrakeCause.Growth, new BrakeExample(sku, "never told", Words(quantity)), quantity);
            }
        }
        else if (last > 0 && quantity == 0 && _plan.Decisions.GetValueOrDefault(sku)?.TakenDown is null && Made.Brakes.Count(BrakeCause.SoldOut, last.Value))
        {
            Made.Brakes.Keep(BrakeCause.SoldOut, new BrakeExample(sku, Words(last.Value), Words(0)), last.Value);
        }

        static string Words(int pieces) => pieces.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Takes what was made so far, but for the blocks that are begun.</summary>
    public MadeRange Take()
    {
        var made = Made;
        Made = new MadeRange(_blocks.Length);
        return made;
    }

    /// <summary>Takes all that was made so far.</summary>
    public MadeRange End()
    {
        foreach (var blocks in _blocks)
        {
            blocks.End();
        }

        return Take();
    }

    public void Dispose()
    {
        foreach (var blocks in _blocks)
        {
            blocks.Dispose();
        }

        Made.Dispose();
        _quantities.Dispose();
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_record.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Put(string text)
    {
        Room(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _record.AsSpan(_length));
    }

    private void Put(int number)
    {
        const int LongestNumber = 11;
        Room(LongestNumber);
        number.TryFormat(_record.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Room(int need)
    {
        if (_record.Length - _length < need)
        {
            Array.Resize(ref _record, Math.Max(_record.Length * 2, _length + need));
        }
    }
}
