using System.Globalization;

namespace Connector.Tests.Fuzzing;

/// <summary>
/// Gives a reader bad inputs, one for each seed. The law: it takes an input or refuses it in its own way; no other exception, no end that never comes, and no more memory than a multiple of what it was given.
/// CONNECTOR_SEED=N tries one seed alone, CONNECTOR_LONG=1 forty times as many.
/// </summary>
internal static class Fuzz
{
    private const long Flat = 64L << 20;
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(2);

    /// <param name="reader">Its name, for the table.</param>
    /// <param name="real">Real inputs.</param>
    /// <param name="usual">How many inputs the usual run tries.</param>
    /// <param name="read">Reads; whether it was taken. What it throws fails the test.</param>
    /// <param name="perByte">Bytes that may be allocated for each byte of input, above 64 MB.</param>
    public static Task TryAsync(string reader, IReadOnlyList<byte[]> real, int usual, Func<byte[], bool> read, int perByte = 1_000) => Matrix.TryAsync("Fuzzing", reader, "inputs", async () =>
    {
        foreach (var input in real)
        {
            read(input).Should().BeTrue("{0} takes what is real, or the trial proves nothing", reader);
        }

        var now = (Seed: 0, Taken: 0);
        var all = Task.Run(() =>
        {
            foreach (var seed in Seeds(usual))
            {
                now.Seed = seed;
                now.Taken += Once(reader, Mutations.Of(seed, real), seed, read, perByte) ? 1 : 0;
            }
        });
        // A guard for what would hang, not a measure: the input that does not end is named.
        if (await Task.WhenAny(all, Task.Delay(Endless * (IsLong ? 30 : 1))) != all)
        {
            throw new TimeoutException($"{reader} did not end with CONNECTOR_SEED={now.Seed}");
        }

        await all;
    });

    private static bool Once(string reader, byte[] input, int seed, Func<byte[], bool> read, int perByte)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var taken = read(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return allocated <= Flat + ((long)input.Length * perByte) ? taken : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes were allocated for an input of {input.Length}"));
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{reader}, CONNECTOR_SEED={seed}: {fault.GetType().Name}: {fault.Message}\n{Start(input)}", fault);
        }
    }

    private static bool IsLong => Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 };

    private static IEnumerable<int> Seeds(int usual) => Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } one
        ? [int.Parse(one, CultureInfo.InvariantCulture)]
        : Enumerable.Range(1, IsLong ? usual * 40 : usual);

    private static string Start(byte[] input) => string.Concat(System.Text.Encoding.Latin1.GetString(input.AsSpan(0, Math.Min(input.Length, 400))).Select(c => char.IsControl(c) ? '·' : c));
}
