using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What the last few words were understood as: a shop says the same few of all its products. For one thread.</summary>
internal sealed class RecentWords
{
    private const int Kept = 8;
    private readonly (Text Said, Text Understood)[] _words = new (Text, Text)[Kept];
    private int _next;

    public bool TryGet(Text said, out Text understood)
    {
        foreach (ref readonly var word in _words.AsSpan())
        {
            if (word.Said == said)
            {
                understood = word.Understood;
                return true;
            }
        }

        understood = default;
        return false;
    }

    public void Keep(Text said, Text understood)
    {
        _words[_next] = (said, understood);
        _next = (_next + 1) % Kept;
    }
}
