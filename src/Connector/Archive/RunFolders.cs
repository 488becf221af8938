using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Archive;

/// <summary>
/// The archive: one folder a run, with the files as delivered and one JSON record for each step. Plain files that can be read
/// without Connector. A record is written beside and moved, and never changed once it stands.
/// </summary>
public sealed class RunFolders(string root, IFileSystem files)
{
    /// <summary>How records are written: camelCase, indented, so that a person and a diff can read them.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static JsonSerializerOptions OnOneLine { get; } = new(Json) { WriteIndented = false };

    public string Root => root;

    /// <summary>What says, in an account's folder, which chained record is being written; nothing is there while none is.</summary>
    internal const string BeingWritten = ".being-written";

    /// <summary>The folder of a run: account, year, run. Daily heads are in none: they lie side by side.</summary>
    public string Of(string account, string run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!ArchiveWalk.IsName(account) || (account != Chain.OfHeads || run.Length > 0 ? run.Length < 4 || !ArchiveWalk.IsName(run) : false))
        {
            throw new PersonMustDecideException("run.unknown", $"There can be no run '{run}' of account '{account}'.", "See `connector run list`.");
        }

        return account == Chain.OfHeads && run.Length == 0 ? Path.Combine(root, account) : Path.Combine(root, account, run[..4], run);
    }

    public void Create(string account, string run)
    {
        files.Directory.CreateDirectory(Of(account, run));
        ArchiveReadme.Keep(root);
    }

    /// <summary>Removes what an unfinished run left, before it starts over; what is chained stays.</summary>
    public void Clear(string account, string run)
    {
        var folder = Of(account, run);
        if (!files.Directory.Exists(folder))
        {
            return;
        }

        if (!Has(account, run, RecordNames.Reconcile))
        {
            files.Directory.Delete(folder, recursive: true);
            return;
        }

        foreach (var inner in files.Directory.EnumerateDirectories(folder))
        {
            files.Directory.Delete(inner, recursive: true);
        }

        foreach (var file in files.Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path) != RecordNames.Reconcile))
        {
            files.File.Delete(file);
        }
    }

    /// <summary>Writes a step's record, whole or not at all.</summary>
    /// <returns>SHA-256 of its bytes, hex.</returns>
    public string Put<T>(string account, string run, string name, T record)
    {
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name.StartsWith('.'))
        {
            throw new ArgumentException($"'{name}' is no name for a record", nameof(name));
        }

        var path = Path.Combine(Of(account, run), name);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(record, Json);
        files.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var stream = files.File.Create(path + ".part"))
        {
            stream.Write(bytes);
            (stream as FileStream)?.Flush(flushToDisk: true);
        }

        files.File.Move(path + ".part", path, overwrite: true);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Notes which chained record is about to be written, so that it is known if its commit is cut.</summary>
    internal void Begin(string account, string run, string name)
    {
        files.Directory.CreateDirectory(Path.Combine(root, account));
        files.File.WriteAllText(Path.Combine(root, account, BeingWritten), $"{run}/{name}");
    }

    /// <summary>The record that was about to be written, if it is not known to be done.</summary>
    internal (string Run, string Name)? Begun(string account)
    {
        var path = Path.Combine(root, account, BeingWritten);
        // A note that was torn names nothing: what it would have named was not begun yet.
        return files.File.Exists(path) && files.File.ReadAllText(path).Split('/') is [var run, { Length: > 0 } name] && (run.Length > 4 || account == Chain.OfHeads) ? (run, name) : null;
    }

    /// <summary>Nothing is being written any more.</summary>
    internal void Done(string account)
    {
        // Where nothing was ever recorded there is no folder, and nothing to forget.
        if (files.Directory.Exists(Path.Combine(root, account)))
        {
            files.File.Delete(Path.Combine(root, account, BeingWritten));
        }
    }

    /// <summary>Removes a record whose commit was cut, and its folder where nothing else is in it.</summary>
    internal void Undo(string account, string run, string name)
    {
        var folder = Of(account, run);
        if (!files.Directory.Exists(folder))
        {
            return;
        }

        files.File.Delete(Path.Combine(folder, name));
        files.File.Delete(Path.Combine(folder, name + ".part"));
        if (run.Length > 0 && !files.Directory.EnumerateFileSystemEntries(folder).Any())
        {
            files.Directory.Delete(folder);
        }
    }

    /// <summary>Removes a record that counts for nothing: it was written for a commit that never was.</summary>
    public void Remove(string account, string run, string name) => files.File.Delete(Path.Combine(Of(account, run), name));

    /// <summary>Adds a line of JSON to a list that grows while a step goes on.</summary>
    public void Append<T>(string account, string run, string name, T line) =>
        files.File.AppendAllText(Path.Combine(Of(account, run), name), JsonSerializer.Serialize(line, OnOneLine) + "\n");

    /// <summary>The lines of such a list; a last one that was cut is none.</summary>
    public IReadOnlyList<T> Lines<T>(string account, string run, string name)
    {
        var path = Path.Combine(Of(account, run), name);
        if (!files.File.Exists(path))
        {
            return [];
        }

        var text = files.File.ReadAllText(path);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<T>(line, OnOneLine)!)];
    }

    /// <summary>Reads a step's record; null where the step has not been recorded.</summary>
    public T? Get<T>(string account, string run, string name)
        where T : class
    {
        var path = Path.Combine(Of(account, run), name);
        try
        {
            return files.File.Exists(path) ? JsonSerializer.Deserialize<T>(files.File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException odd)
        {
            throw Odd(path, odd);
        }
    }

    internal static PersonMustDecideException Odd(string path, Exception odd) => new(
        "archive.record", $"{path} is not the record that was written: {odd.Message.TrimEnd('.')}.", "`connector archive verify` says what differs; put the file back from the second archive or a backup of it.");

    public bool Has(string account, string run, string name) => files.File.Exists(Path.Combine(Of(account, run), name));

    /// <summary>SHA-256 of a record's bytes, hex.</summary>
    public string Hash(string account, string run, string name)
    {
        using var file = files.File.OpenRead(Path.Combine(Of(account, run), name));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Names of a run's records so far, in order.</summary>
    public IReadOnlyList<string> Records(string account, string run) =>
        files.Directory.Exists(Of(account, run)) ? [.. files.Directory.EnumerateFiles(Of(account, run), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
}
