using Connector.Accounts;
using Connector.Drop;
using Connector.Store;

namespace Connector.State;

internal static partial class DocumentRules
{
    /// <summary>A folder's address, and how it is entered.</summary>
    private static void Entered(FolderAccess access, string url, string members, bool required, Action<string, string, string> fault)
    {
        var faults = 0;
        Address(url, members + ".url", required, (path, sentence, remedy) =>
        {
            faults++;
            fault(path, sentence, remedy);
        });
        if (faults == 0)
        {
            Access(access, url, members + ".url", members, fault);
        }
    }

    private static void Access(FolderAccess access, string url, string path, string members, Action<string, string, string> fault)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return;
        }

        foreach (var (member, sentence, remedy) in access.Faults(address))
        {
            fault(member.Length > 0 ? $"{members}.{member}" : path, sentence, remedy);
        }
    }

    private static void CheckAccess(Uri web, StoreSource source, Action<string, string, string> fault)
    {
        Access(source.Access, source.Location, "$.location", "$.access", fault);
        if (web.AbsolutePath.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            fault("$.location", "the address is that of an archive", "name its folder, and lead the globs into it: archive-{newest}.zip!/catalogs/*/catalog.xml");
        }
    }

    private static void PartLimit(AccountDrop drop, Action<string, string, string> fault)
    {
        const string Path = "$.drop.partLimitMb";
        Range(drop.PartLimitMb, 1, 8000, Path, fault);
        if (drop.PartLimitMb > SfccFolder.LargestMb && Uri.TryCreate(drop.Url, UriKind.Absolute, out var url) && SfccFolder.Holds(url))
        {
            fault(Path, $"parts of {drop.PartLimitMb} MB are too large for SFCC, which refuses files of 100 MB and more (413)", $"choose at most {SfccFolder.LargestMb}, or leave it out for 90");
        }
    }
}
