using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Worker.Output;

/// <summary>Files that were looked over, as people read them.</summary>
internal static class CheckedFiles
{
    private const int Shown = 20;

    public static void Show(IReadOnlyList<CheckedFile> files)
    {
        var listed = files.Where(file => file.Verdict != FileVerdict.PassedOver).ToList();
        var folder = CommonFolder(listed);
        var table = Screen.Table(folder.Length > 0 ? $"The files in {folder}" : "The files", "file", "what it is", "what it holds", "verdict");
        foreach (var file in listed)
        {
            var (name, verdict) = (file.Name[folder.Length..], file.Verdict == FileVerdict.Good ? "good" : "fault");
            foreach (var scope in file.Scopes.DefaultIfEmpty())
            {
                table.Add(name, scope is null ? "" : Words(scope), scope is null || file.Verdict == FileVerdict.Faulty ? "" : scope.ToString(), verdict);
                (name, verdict) = ("", "");
            }
        }

        if (listed.Count > 0)
        {
            Screen.Console.Write(table);
        }

        var other = files.Where(file => file.Verdict == FileVerdict.PassedOver).ToList();
        foreach (var file in other.Take(Shown))
        {
            Screen.Line($"passed over  {file.Name}: {file.Note}");
        }

        if (other.Count > Shown)
        {
            Screen.Line($"passed over  {other.Count - Shown:N0} more files (--json names all)");
        }

        foreach (var file in files.Where(file => file.Fault is not null))
        {
            Screen.Line($"fault  {Fault(file)}");
        }
    }

    /// <summary>Warnings of a kind count as one line, with the first of them.</summary>
    public static void Warn(IReadOnlyList<ReadWarning> warnings, int count)
    {
        foreach (var kind in warnings.GroupBy(warning => warning.Code))
        {
            Screen.Line($"warning  {kind.Key}{(kind.Count() > 1 ? $", {kind.Count():N0} times, such as" : "")}: {kind.First()}");
        }

        if (count > warnings.Count)
        {
            Screen.Line($"and {count - warnings.Count:N0} more warnings");
        }
    }

    public static void SumUp(IReadOnlyList<CheckedFile> files)
    {
        var faults = files.Count(file => file.Verdict == FileVerdict.Faulty);
        var good = files.Count(file => file.Verdict == FileVerdict.Good);
        Screen.Line((good, faults) switch
        {
            (0, 0) => "There is no catalog, price book or inventory list there.",
            (_, 0) => $"{(good == 1 ? "The file is" : $"All {good:N0} files are")} good. Nothing was read in.",
            (0, _) => $"{(faults == 1 ? "The file has" : $"All {faults:N0} files have")} a fault. Nothing was read in.",
            _ => $"{(good == 1 ? "1 file is" : $"{good:N0} files are")} good, {(faults == 1 ? "1 has" : $"{faults:N0} have")} a fault and {(faults == 1 ? "is" : "are")} left out of what is said of SKUs. Nothing was read in.",
        });
    }

    private static string Words(CheckedScope scope) => scope.Currency.Length > 0 ? $"{scope.Scope} ({scope.Currency})" : scope.Scope.ToString();

    private static string Fault(CheckedFile file)
    {
        var fault = file.Fault!;
        return $"{file.Name}{(fault.Line > 0 ? $"({fault.Line})" : "")}{(fault.Element.Length > 0 ? $" <{fault.Element}>" : "")}: {new Fault("", fault.Sentence, fault.Remedy)}";
    }

    /// <summary>The folder or archive that all files lie in, with what ends it; empty where there is none.</summary>
    private static string CommonFolder(List<CheckedFile> files)
    {
        if (files.Count < 2)
        {
            return "";
        }

        var (first, common) = (files[0].Name, files.Min(file => file.Name.Length));
        foreach (var file in files)
        {
            common = first.AsSpan(0, common).CommonPrefixLength(file.Name);
        }

        return first[..(first.AsSpan(0, common).LastIndexOfAny('/', '\\', '!') + 1)];
    }
}
