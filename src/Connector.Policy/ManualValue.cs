using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>
/// A value that a person gave for one column of one SKU in a store view. It stands behind all that shapes the offer, and before limits and checks, which may still
/// hold it. Checklist OPS-04.
/// </summary>
/// <param name="Column">The column of the feed sheet, or <c>quantity</c>.</param>
/// <param name="Value">As the column has it.</param>
/// <param name="Until">Until when it stands, whatever the shop does; null: until the shop's own value is another one than <paramref name="OwnThen"/>.</param>
/// <param name="OwnThen">The shop's own value when it was given (<see cref="ManualColumn.Own"/>).</param>
/// <param name="Source">Where it comes from: the file and the row.</param>
/// <param name="By">Who gave it.</param>
/// <param name="Because">Why; may be empty.</param>
public sealed record ManualValue(string Column, Text Value, DateTimeOffset? Until, string OwnThen, string Source, string By, string Because)
{
    /// <summary>Its key in the state.</summary>
    public long Id { get; init; }

    /// <summary>What was given, by whom, where and until when, for people.</summary>
    public override string ToString()
    {
        const int Longest = 60;
        var text = Value.ToString().Replace('\n', ' ');
        return $"{Column} {(text.Length > Longest ? text[..Longest] + "..." : text)} ({Source}, by {By}{(Because.Length > 0 ? $", because {Because}" : "")}, "
            + (Until is { } until ? $"until {until.ToString("u", CultureInfo.InvariantCulture)})" : "until the shop's own value is another one)");
    }

    /// <summary>Why it stands no more; null while it does.</summary>
    /// <param name="item">What the shop says now.</param>
    /// <param name="instant">Now.</param>
    public ManualEnd? EndedBy(ShopItem item, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Until is { } until)
        {
            return until <= instant ? ManualEnd.Time : null;
        }

        return ManualColumn.Find(Column) is { } column && column.Own(item) != OwnThen ? ManualEnd.Store : null;
    }
}

/// <summary>What ends a manual value.</summary>
public enum ManualEnd
{
    /// <summary>Its time is over.</summary>
    Time,

    /// <summary>The shop's own value is another one now.</summary>
    Store,
}
