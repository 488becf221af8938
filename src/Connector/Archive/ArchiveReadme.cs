namespace Connector.Archive;

/// <summary>What stands in the archive's root, for those who have the archive and not Connector.</summary>
internal static class ArchiveReadme
{
    public const string Name = "README.txt";

    /// <summary>Writes it where it is not there, or is that of another version.</summary>
    public static void Keep(string root)
    {
        var path = Path.Combine(root, Name);
        if (!File.Exists(path) || File.ReadAllText(path) != Text)
        {
            Directory.CreateDirectory(root);
            File.WriteAllText(path, Text);
        }
    }

    public static string Text { get; } = """
        What was sent to TikTok, and what came back                                     (layout 2)

        Plain files; nothing but sha256sum, jq and zcat is needed to read and to verify them.

        ACCOUNT/YEAR/RUN/             a run: what was delivered once
          files/                      the files, byte for byte as they were delivered
          1-run.json ... 6-alert.json what was ordered, read, decided, made, delivered, told
          7-seal.json                 the manifest: SHA-256 of all of the above, sizes, rows, who
                                      started it, document versions, what TikTok was told
          8-review-N-VIEW.json        what TikTok answered since the review before
          9-refused.json              that TikTok refused the files as such
        ACCOUNT/YEAR/TIME-WHAT/       something that people did: 1-WHAT.json says what and why
        _documents/YEAR/.../          versions of documents: who, when, why, text before and after
        _heads/YYYY-MM-DD.json        where every chain ended on a day

        A file is what was delivered if its SHA-256 is the one in the manifest:

          cd ACCOUNT/YEAR/RUN
          jq -r '.files | to_entries[] | "\(.value)  \(.key)"' 7-seal.json | sha256sum -c
          jq -r '.records | to_entries[] | "\(.value)  \(.key)"' 7-seal.json | sha256sum -c
          zcat files/NAME.gz | sha256sum            # .plainSha256 of the file in .manifest
          dd if=files/NAME bs=1M skip=N count=1 | sha256sum   # .blocks[N] of it: which megabyte

        Chains: every record with "position" and "previous" is one of a chain, one chain for each
        account, one for _documents, one for _heads. "previous" is the SHA-256 of the record whose
        position is one less (empty for the first):

          grep -l '"previous"' -r ACCOUNT --include='*.json' | while read f; do
            echo "$(jq .position "$f") x$(jq -r .previous "$f") x$(sha256sum < "$f" | cut -c1-64) $f"
          done | sort -n | awk 'BEGIN { h = "x" } $1 != n + 1 || $2 != h { print "broken at " $4 } { n = $1; h = $3 }'

        Heads: compare the SHA-256 of _heads/DATE.json with the one that was published that day.
        If they are equal, and each chain that it names has, at that length, a record with that
        hash, nothing up to that day was changed, removed or put in.

        Files that were pruned are named, with size and SHA-256, by a record TIME-prune/1-prune.json
        of their account. What lies in a folder without 7-seal.json was never sealed.

        With Connector: connector archive verify --location THIS-FOLDER [--head HASH] [--deep]

        """.ReplaceLineEndings("\n");
}
