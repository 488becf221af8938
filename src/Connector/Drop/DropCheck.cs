using System.Security.Cryptography;

namespace Connector.Drop;

/// <summary>Goes the way of a delivery with a probe file that readers ignore; stops at the first step that fails, as the rest would fail with it.</summary>
internal sealed class DropCheck(IDropFolder folder)
{
    private const string Probe = DropPath.Temporary + "connector-check";
    private const string Moved = DropPath.Temporary + "connector-check-moved";
    private static readonly byte[] Bytes = "Written by connector check; may be deleted.\n"u8.ToArray();

    public async Task<IReadOnlyList<DropFinding>> RunAsync(CancellationToken cancellation)
    {
        var findings = new List<DropFinding>();
        if (!await StepAsync("drop.base", "The base folder is there", () => folder.EnsureAsync("", cancellation)))
        {
            return findings;
        }

        var fine = await StepAsync("drop.list", "The base folder can be listed", () => folder.ListAsync("", cancellation))
            && await StepAsync("drop.write", "A file can be written", () => folder.WriteAsync(Probe, Bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(Bytes)), cancellation))
            && await StepAsync("drop.read", "It reads back as it was written", () => ReadBackAsync(Probe))
            && await StepAsync("drop.move", "It can be renamed", () => MoveAsync());
        await StepAsync("drop.delete", fine ? "It can be deleted" : "Nothing of the trial is left", async () =>
        {
            await folder.RemoveAsync(Probe, cancellation);
            await folder.RemoveAsync(Moved, cancellation);
        });
        return findings;

        async Task<bool> StepAsync(string code, string sentence, Func<Task> step)
        {
            try
            {
                await step();
                findings.Add(new DropFinding(code, Fine: true, sentence + ".", ""));
                return true;
            }
            catch (PersonMustDecideException fault)
            {
                findings.Add(new DropFinding(fault.Code, Fine: false, fault.Sentence, fault.Remedy));
            }
            catch (RemoteFailedException fault)
            {
                findings.Add(new DropFinding(fault.Code, Fine: false, fault.Sentence, fault.Remedy));
            }

            return false;
        }

        async Task MoveAsync()
        {
            await folder.MoveAsync(Probe, Moved, Bytes.Length, cancellation);
            await ReadBackAsync(Moved);
        }

        async Task ReadBackAsync(string name)
        {
            var seen = await folder.LookAsync(name, cancellation);
            if (seen?.Length != Bytes.Length || await folder.HashAsync(name, cancellation) != Convert.ToHexStringLower(SHA256.HashData(Bytes)))
            {
                throw new PersonMustDecideException("drop.mismatch", $"'{name}' was written with {Bytes.Length} bytes and reads back otherwise.", "Look for a proxy that changes files, and at the server's disk.");
            }
        }
    }
}
