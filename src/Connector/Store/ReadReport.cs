namespace Connector.Store;

/// <summary>What a read of a shop changed.</summary>
/// <param name="Number">The read's number in the change sequence; null where nothing changed.</param>
/// <param name="Scopes">Counts for each scope that the source delivered.</param>
/// <param name="Warnings">Odd things, the first thousand.</param>
/// <param name="WarningCount">How many there were.</param>
public sealed record ReadReport(long? Number, IReadOnlyList<ScopeReport> Scopes, IReadOnlyList<ReadWarning> Warnings, int WarningCount)
{
    /// <summary>Item groups in which some row may differ now: variants of changed masters and bundles of changed products included. Null: all, or not asked.</summary>
    public int? GroupsTouched { get; init; }

    /// <summary>Why everything was read, where a delta showed that it must; null where it did not.</summary>
    public string? FullReadBecause { get; init; }

    /// <summary>What may still be missing until a younger export is read; null where nothing is.</summary>
    public string? Missing { get; init; }

    /// <summary>What of the shop's deltas was read, in order.</summary>
    public IReadOnlyList<string> Consumed { get; init; } = [];

    /// <summary>Two reads of one call, told as one.</summary>
    public ReadReport Then(ReadReport next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new ReadReport(
            next.Number ?? Number,
            [
                .. Scopes.Concat(next.Scopes).GroupBy(scope => scope.Scope)
                    .Select(all => new ScopeReport(all.Key, all.Sum(one => one.Named), all.Sum(one => one.Added), all.Sum(one => one.Changed), all.Sum(one => one.Deleted))),
            ],
            [.. Warnings, .. next.Warnings],
            WarningCount + next.WarningCount)
        {
            FullReadBecause = FullReadBecause ?? next.FullReadBecause,
            Missing = next.Missing,
            Consumed = [.. Consumed.Union(next.Consumed)],
        };
    }
}

/// <summary>What a read changed in one scope.</summary>
/// <param name="Scope">The catalog, price book or inventory list.</param>
/// <param name="Named">Records that the source named: products, and products with their places in categories; prices; stock.</param>
/// <param name="Added">Records that were not there before.</param>
/// <param name="Changed">Records that differ from before.</param>
/// <param name="Deleted">Records that are gone.</param>
public sealed record ScopeReport(Scope Scope, int Named, int Added, int Changed, int Deleted);
