using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Passes over the records of a whole export that are, byte for byte, what the last whole read was told: they stand as they did. A record is an
/// element of its own; what is told by several together is told anew each time.
/// </summary>
internal sealed class ToldBefore(IStoreRead read, ScopeMode mode)
{
    /// <summary>Another Connector may tell the same bytes otherwise.</summary>
    private static readonly string Version = typeof(ToldBefore).Module.ModuleVersionId.ToString();

    private bool _isAsked;

    /// <summary>Before the first record of the open scope, or of a further file of it.</summary>
    /// <param name="circumstances">All beside a record's bytes that decides what is told of it.</param>
    public void Begin(string circumstances)
    {
        _isAsked = mode == ScopeMode.Complete;
        if (_isAsked)
        {
            read.Remembering($"{Version} {circumstances}");
        }
    }

    /// <summary>Whether the element at which the walk stands is passed over; else it is to be told, and noted then.</summary>
    public bool Passes(XmlWalk walk)
    {
        if (!_isAsked)
        {
            return false;
        }

        if (read.Expected(out var length, out var hash) && walk.TryPass(length, hash))
        {
            read.Repeat();
            return true;
        }

        walk.Weigh();
        return false;
    }

    /// <summary>What the element weighs that was not passed over and was read to its end; null where it cannot be remembered.</summary>
    public (int Length, Hash128 Hash)? Weighed(XmlWalk walk) => _isAsked && walk.Passed(out var length, out var hash) ? (length, hash) : null;

    /// <summary>Notes the element that was told, where it was told.</summary>
    public void Note(XmlWalk walk) => Note(Weighed(walk));

    /// <inheritdoc cref="Note(XmlWalk)"/>
    public void Note((int Length, Hash128 Hash)? weighed)
    {
        if (weighed is var (length, hash))
        {
            read.Remember(length, hash);
        }
    }
}
