using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>Goes through a view's item groups in feed order. What is stored of a group can be asked for without its offers being made. For one thread.</summary>
internal sealed class GroupWalk(ViewMerge merge, ItemFamily family, ItemFold own, Func<ViewMerge, string, ItemFold, ItemFamily, ShopItem> item) : IDisposable
{
    /// <summary>The group's id, UTF-8.</summary>
    public ReadOnlyMemory<byte> Group => merge.Group;

    /// <inheritdoc cref="ViewMerge.Seek"/>
    public void Seek(KeyRange range) => merge.Seek(range);

    /// <summary>Goes on to the next group.</summary>
    public bool Next() => merge.NextGroup();

    /// <inheritdoc cref="ViewMerge.Inputs"/>
    public Hash128? Inputs() => merge.Inputs();

    /// <summary>The group's offers, made now; to be asked once. Empty where it has only a master.</summary>
    public IReadOnlyList<Offer> Offers()
    {
        var group = Encoding.UTF8.GetString(merge.Group.Span);
        var offers = new List<Offer>();
        family.Begin();
        while (merge.Next())
        {
            switch (merge.Head)
            {
                case ViewMerge.Master:
                    family.LoadMaster(merge.Blob());
                    break;
                case ViewMerge.VariationGroup:
                    family.LoadGroup(merge.Id(), merge.Blob());
                    break;
                default:
                    own.Load(merge.Blob());
                    offers.Add(Offer.From(item(merge, group, own, family)));
                    break;
            }
        }

        return offers;
    }

    public void Dispose() => merge.Dispose();
}
