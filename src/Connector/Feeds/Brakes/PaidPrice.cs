using System.Globalization;
using System.Text;

namespace Connector.Feeds.Brakes;

/// <summary>The price that a shopper pays by a row, as it stands there: the last of its columns of money that is filled, since a sale price stands behind the list price.</summary>
/// <param name="Amount">The amount.</param>
/// <param name="Currency">ISO 4217.</param>
internal readonly record struct PaidPrice(decimal Amount, string Currency)
{
    private const decimal All = 100m;

    /// <summary>A move from nothing: larger than any other.</summary>
    private const decimal Boundless = 1_000_000_000m;

    /// <summary>The price of a row; null where it has none.</summary>
    public static PaidPrice? Of(FeedSheet sheet, EncodedRow row)
    {
        var paid = Field(sheet, row).Span;
        var space = paid.IndexOf((byte)' ');
        return space > 0 && decimal.TryParse(paid[..space], NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? new PaidPrice(amount, Encoding.UTF8.GetString(paid[(space + 1)..]))
            : null;
    }

    /// <summary>The price as it is encoded; empty where there is none.</summary>
    public static ReadOnlyMemory<byte> Field(FeedSheet sheet, EncodedRow row)
    {
        ReadOnlyMemory<byte> paid = default;
        for (var column = 0; column < sheet.Columns.Count; column++)
        {
            if (sheet.Columns[column] is { Facet: Facet.Price, Form: ColumnForm.Money } && row.Field(column) is { IsEmpty: false } field)
            {
                paid = field;
            }
        }

        return paid;
    }

    /// <summary>By how many per cent it has moved, up or down.</summary>
    public decimal MovedFrom(PaidPrice before) => before.Amount == Amount ? 0 : before.Amount == 0 ? Boundless : Math.Abs(Amount - before.Amount) / before.Amount * All;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");
}
