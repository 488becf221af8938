namespace Connector.Sandbox;

/// <summary>All products of the planned shop, in the order of their ids, now or some time later. Holds nothing, whatever the size of the shop.</summary>
internal sealed class ShopGoods
{
    private readonly long _skus;
    private readonly double _change;
    private readonly Dice _dice;
    private readonly Scatter _scatter;
    private readonly Families _families;
    private readonly CancellationToken _cancellation;

    public ShopGoods(ShopPlan plan, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        (_skus, _change, _dice) = (plan.Skus, plan.Change ?? 0, new Dice(plan.Seed));
        (_scatter, _families) = (new Scatter(_skus, _dice), new Families(_skus, _dice));
    }

    public IEnumerable<Good> All()
    {
        for (var position = 0L; position < _skus; position++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var slot = _scatter.To(position);
            var family = _families.Of(slot);
            var kind = family.IsMaster ? GoodKind.Variant : GoodKind.Simple;
            var index = (int)(slot - family.Slot);
            var fate = Fate(position);
            if (fate != SkuFate.Deleted)
            {
                yield return new Good(kind, position, family, index, IsAdded: false);
            }

            if (fate == SkuFate.Added)
            {
                yield return new Good(kind, position, family, family.Size + index, IsAdded: true);
            }

            var master = new Good(GoodKind.Master, position, family, 0, IsAdded: false);
            if (family.IsMaster && index == 0 && Variants(master).Any())
            {
                yield return master;
            }
        }
    }

    /// <summary>A master's variants as they are now, by their number.</summary>
    public IEnumerable<Good> Variants(Good master)
    {
        for (var index = 0; index < master.Family.Size; index++)
        {
            var position = Position(master.Family, index);
            if (Fate(position) != SkuFate.Deleted)
            {
                yield return new Good(GoodKind.Variant, position, master.Family, index, IsAdded: false);
            }
        }

        for (var index = 0; index < master.Family.Size; index++)
        {
            var position = Position(master.Family, index);
            if (Fate(position) == SkuFate.Added)
            {
                yield return new Good(GoodKind.Variant, position, master.Family, master.Family.Size + index, IsAdded: true);
            }
        }
    }

    /// <summary>Whether other SKUs of its master came or went.</summary>
    public bool HasOtherVariants(Good master)
    {
        for (var index = 0; index < master.Family.Size; index++)
        {
            if (Fate(Position(master.Family, index)) is SkuFate.Deleted or SkuFate.Added)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What time did to a SKU of the first shop.</summary>
    public SkuFate Fate(long position)
    {
        if (_change == 0)
        {
            return SkuFate.Same;
        }

        var share = _dice.Share(Draw.SkuFate, position);
        return share >= _change ? SkuFate.Same
            : share < _change * 0.1 ? SkuFate.Deleted
            : share < _change * 0.2 ? SkuFate.Added
            : SkuFate.Changed;
    }

    /// <summary>Whether time changed it in this respect.</summary>
    public bool IsChanged(Draw respect, long number) => _change > 0 && _dice.Share(respect, number) < _change;

    private long Position(Family family, int index) => _scatter.Back(family.Slot + index);
}

internal enum SkuFate
{
    Same,
    Changed,
    Deleted,

    /// <summary>It is as it was, and another stands beside it.</summary>
    Added,
}
