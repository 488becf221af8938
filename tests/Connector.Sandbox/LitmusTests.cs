using System.Diagnostics;
using Connector.Tests;

namespace Connector.Sandbox.Tests;

/// <summary>Debian's <c>litmus</c>, which knows RFC 4918 independently of this project, against the box.</summary>
public sealed class LitmusTests
{
    private const string User = "shop", Password = "p %+\"&", NoLocks = "WARNING: server does not claim Class 2 compliance";

    [Theory]
    [InlineData("basic", 16)]
    [InlineData("copymove", 13)]
    [InlineData("http", 4)]
    [InlineData("props", 30)]
    public Task The_box_passes_what_it_claims(string suite, int tests) => Matrix.TryAsync("litmus", suite, "box", async () =>
    {
        var said = await RunAsync(suite);

        said.Should().Contain($"summary for `{suite}': of {tests} tests run: {tests} passed, 0 failed").And.NotContain("FAIL").And.NotContain("SKIPPED");
        said.Replace(NoLocks, "", StringComparison.Ordinal).Should().NotContain("WARNING");
    });

    [Fact]
    public async Task Locks_are_not_claimed_and_so_not_tried()
    {
        var said = await RunAsync("locks");

        said.Should().Contain("SKIPPED (locking tests skipped,\nserver does not claim Class 2 compliance)").And.NotContain("FAIL");
        Matrix.Note("litmus", "locks", "box", "skipped by litmus: the box answers DAV: 1, it knows no LOCK, and Connector never locks");
    }

    private static async Task<string> RunAsync(string suite)
    {
        var folder = Directory.CreateTempSubdirectory("litmus-").FullName;
        try
        {
            await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(Path.Combine(folder, "files"), User: User, Password: Password, PathBase: "/dav/"), CancellationToken.None);
            var start = new ProcessStartInfo("/usr/bin/litmus", ["-k", box.Uri.ToString(), User, Password]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TESTS"] = suite;
            using var litmus = Process.Start(start) ?? throw new InvalidOperationException("litmus did not start");
            var told = litmus.StandardError.ReadToEndAsync();
            var said = await litmus.StandardOutput.ReadToEndAsync() + await told;
            await litmus.WaitForExitAsync();
            return said.Replace("\r", "\n", StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
