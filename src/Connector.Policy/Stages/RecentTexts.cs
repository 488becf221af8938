using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// What was made of the last few texts. The variants of a product share the bytes of its description, and pass a step one after another:
/// it is made plain once. Known by where the bytes stand, not by what they are; they never change (<see cref="Text"/>). For one thread.
/// </summary>
internal sealed class RecentTexts
{
    private const int Kept = 8;
    private readonly (Text Source, bool Lines, Text Plain)[] _texts = new (Text, bool, Text)[Kept];
    private int _next;

    public bool TryGet(Text source, bool lines, out Text plain)
    {
        foreach (ref readonly var text in _texts.AsSpan())
        {
            // What was made is asked for again by later steps, and stays what it is.
            if (text.Lines == lines && (text.Source.Memory.Equals(source.Memory) || text.Plain.Memory.Equals(source.Memory)))
            {
                plain = text.Plain;
                return true;
            }
        }

        plain = default;
        return false;
    }

    public void Keep(Text source, bool lines, Text plain)
    {
        _texts[_next] = (source, lines, plain);
        _next = (_next + 1) % Kept;
    }
}
