using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>What deltas have to know of the last full read.</summary>
/// <param name="Fingerprint">Of its files and settings.</param>
/// <param name="Scopes">When the files of each scope were written, null where that is not known.</param>
internal sealed record FullReadMark(string Fingerprint, IReadOnlyDictionary<string, DateTimeOffset?> Scopes)
{
    private const string Name = "sfcc.full";

    /// <summary>When its oldest file was written; null where that is not known.</summary>
    public DateTimeOffset? Oldest => Scopes.Count > 0 && Scopes.Values.All(time => time is not null) ? Scopes.Values.Min() : null;

    public static FullReadMark? Of(IReadOnlyDictionary<string, string> marks) =>
        marks.GetValueOrDefault(Name) is { } text ? JsonSerializer.Deserialize<FullReadMark>(text) : null;

    /// <summary>Key of a scope in <see cref="Scopes"/>.</summary>
    public static string KeyOf(Scope scope) => $"{scope.Kind} {scope.Id}";

    public void Leave(IStoreRead read) => read.SetMark(Name, JsonSerializer.Serialize(this));
}
