using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// What was chosen from the last few lists of images: as many as a product has colours, usually. Known by the list itself, which never
/// changes (<see cref="ShopItem"/>). For one thread.
/// </summary>
internal sealed class RecentImages
{
    private const int Kept = 16;
    private readonly (ImagePolicy? Policy, int Most, IReadOnlyList<ImageView>? From, Text[]? Chosen)[] _lists = new (ImagePolicy?, int, IReadOnlyList<ImageView>?, Text[]?)[Kept];
    private int _next;

    public bool TryGet(ImagePolicy policy, int most, IReadOnlyList<ImageView> from, out Text[]? chosen)
    {
        foreach (ref readonly var list in _lists.AsSpan())
        {
            if (ReferenceEquals(list.From, from) && ReferenceEquals(list.Policy, policy) && list.Most == most)
            {
                chosen = list.Chosen;
                return true;
            }
        }

        chosen = null;
        return false;
    }

    public void Keep(ImagePolicy policy, int most, IReadOnlyList<ImageView> from, Text[]? chosen)
    {
        _lists[_next] = (policy, most, from, chosen);
        _next = (_next + 1) % Kept;
    }
}
