using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>An item and those it inherits from, field by field: a variant from its variation group, then from its master (facts: sfcc.md 2.1).</summary>
internal readonly record struct Lineage(ItemFold Own, ItemFold? Group, ItemFold? Master)
{
    public Text this[ItemField field]
    {
        get
        {
            var value = Own[field];
            value = value.IsEmpty && Group is not null ? Group[field] : value;
            return value.IsEmpty && Master is not null ? Master[field] : value;
        }
    }

    public bool? Flag(ItemField field) => Own.Flag(field) ?? Group?.Flag(field) ?? Master?.Flag(field);

    public DateTimeOffset? Time(ItemField field) => Own.Time(field) ?? Group?.Time(field) ?? Master?.Time(field);

    /// <summary>Category and catalog that classify the item; null where nothing does.</summary>
    public (string Catalog, string Category)? Classification
    {
        get
        {
            var fold = !Own[ItemField.ClassificationCategory].IsEmpty ? Own
                : Group is { } group && !group[ItemField.ClassificationCategory].IsEmpty ? group
                : Master is { } master && !master[ItemField.ClassificationCategory].IsEmpty ? master : null;
            return fold is null ? null : (fold.ClassificationCatalog, fold[ItemField.ClassificationCategory].ToString());
        }
    }
}
