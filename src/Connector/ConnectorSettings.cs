namespace Connector;

/// <summary>Settings of the machine: where things are kept. Everything about shops and accounts is a document in the state database.</summary>
public sealed record ConnectorSettings
{
    /// <summary>Folder for databases, archive, dry runs and keys. Default <c>./data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>File of the mirror database. Default: <c>mirror.db</c> in <see cref="Data"/>. May be lost: reading the shops makes it again.</summary>
    public string Mirror { get; init; } = "";

    /// <summary>File of the state database. Default: <c>state.db</c> in <see cref="Data"/>. To be backed up.</summary>
    public string State { get; init; } = "";

    /// <summary>Folder of the archive. Default: <c>archive</c> in <see cref="Data"/>. To be backed up.</summary>
    public string Archive { get; init; } = "";

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults() => string.IsNullOrWhiteSpace(Data) ? ["data: the folder's name is empty; name one, or leave the setting out for ./data."] : [];

    internal string MirrorPath => Full(Mirror, "mirror.db");

    internal string StatePath => Full(State, "state.db");

    internal string ArchivePath => Full(Archive, "archive");

    private string Full(string path, string name) => Path.GetFullPath(path.Length > 0 ? path : Path.Combine(Data, name));
}
