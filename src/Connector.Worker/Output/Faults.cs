using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Store;

namespace Connector.Worker.Output;

/// <summary>Something that went wrong, with its cure.</summary>
internal sealed record Fault(string Code, string Sentence, string Remedy)
{
    public override string ToString() => $"{Sentence.TrimEnd('.')}; {Lower(Remedy.TrimEnd('.'))}";

    /// <summary>The cure goes on where the sentence ends; names in capitals stay.</summary>
    private static string Lower(string remedy) => remedy.Length > 1 && char.IsLower(remedy[1]) ? char.ToLowerInvariant(remedy[0]) + remedy[1..] : remedy;

    /// <summary>The fault that an exception stands for, and the exit code that it means.</summary>
    public static (Fault Fault, int ExitCode) Of(Exception thrown) => thrown switch
    {
        PersonMustDecideException person => (new Fault(person.Code, person.Sentence, person.Remedy), ExitCodes.Person),
        RemoteFailedException remote => (new Fault(remote.Code, remote.Sentence, remote.Remedy), ExitCodes.Fault),
        StoreReadException read => (new Fault("store.unreadable", $"{read.Origin}{(read.Line > 0 ? $"({read.Line})" : "")}{(read.Element.Length > 0 ? $" <{read.Element}>" : "")}: {read.Sentence}", read.Remedy), ExitCodes.Fault),
        OperationCanceledException => (new Fault("stopped", "stopped before the end", "start it again: what was begun is finished first"), ExitCodes.Fault),
        IOException refused when State.DatabaseFault.Of(refused) is { } disk => Of(disk),
        Microsoft.Data.Sqlite.SqliteException failed when !State.DatabaseFault.IsDamage(failed) => Of(State.DatabaseFault.Of(failed, "the data folder")),
        UnauthorizedAccessException or IOException => (new Fault("file", thrown.Message, "check the path, the rights and the free space, then start it again"), ExitCodes.Fault),
        Microsoft.Data.Sqlite.SqliteException => (new Fault("database", thrown.Message, "check the data folder's disk and rights; the mirror may be deleted and read again, the state is restored from its backup"), ExitCodes.Fault),
        _ => (new Fault("unexpected", $"{thrown.GetType().Name}: {thrown.Message}", "this is a fault in Connector; start it again with --verbose and report what it prints"), ExitCodes.Fault),
    };
}

/// <summary>Errors go to the error stream, one line each, as <c>what; cure</c>, or as one JSON object.</summary>
internal static class Faults
{
    public static void Write(bool json, IReadOnlyList<Fault> faults)
    {
        if (json)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(new { errors = faults }, JsonLines.Options));
            return;
        }

        foreach (var fault in faults)
        {
            Console.Error.WriteLine(fault);
        }
    }
}

/// <summary>JSON for machines: camelCase, indented.</summary>
internal static class JsonLines
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));
}
