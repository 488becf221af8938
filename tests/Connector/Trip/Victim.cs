using System.Diagnostics;
using System.Globalization;
using System.IO.Abstractions;
using Connector.Drop;
using Connector.Feeds.Brakes;
using Connector.Review;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A trip in a process of its own, which dies by SIGKILL where it is told.</summary>
internal static class Victim
{
    /// <summary>Killed: 128 + SIGKILL.</summary>
    public const int Killed = 137;

    /// <summary>
    /// The program: data folder; feed kind, <c>resume</c>, <c>review</c>, <c>release</c>, <c>discard</c>, <c>rollback:RUN</c> or <c>unpin</c>; when to die: as soon as a step has left its record (its name), at the N-th moment
    /// (<c>moment:N</c>), so many milliseconds after its start (<c>after:N</c>), or not at all (<c>none</c>). Moments are: a step told, a request about to be sent,
    /// its answer there, a record in its place.
    /// </summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var data, var what, var die])
        {
            await Console.Error.WriteLineAsync("usage: DATA KIND|resume|review STEP|moment:N|after:N|none");
            return 2;
        }

        var left = Number(die, "moment:");
        using var end = Number(die, "after:") is { } wait
            ? TimeProvider.System.CreateTimer(_ => Process.GetCurrentProcess().Kill(), null, TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan)
            : null;
        await using var services = TripWorld.Services(data, TimeProvider.System, own => own
            .AddSingleton(new HttpClient(new Line(Moment)) { Timeout = Timeout.InfiniteTimeSpan })
            .AddSingleton<IFileSystem>(new Disk(Moment)));
        var run = services.GetRequiredService<FeedRun>();
        var told = new Told(step =>
        {
            if (step.Done && step.Step == die)
            {
                Process.GetCurrentProcess().Kill();
            }

            Moment();
        });
        switch (what)
        {
            case "resume":
                var (_, open) = await run.ResumeAsync(told, CancellationToken.None);
                return open == 0 ? 0 : 1;
            case "review":
                await services.GetRequiredService<ReviewRun>().PollAsync(TripWorld.AccountName, CancellationToken.None);
                return 0;
            case "release":
                var released = services.GetRequiredService<BrakeBook>().Waiting().Single();
                services.GetRequiredService<Releasing>().Release(released, new Dictionary<string, decimal>(), Releasing.Usually, "victim", "all is well");
                what = released.Kind.ToString();
                goto default;
            case "discard":
                services.GetRequiredService<Releasing>().Discard(services.GetRequiredService<BrakeBook>().Waiting().Single(), "victim", "a wrong export");
                return 0;
            case "unpin":
                services.GetRequiredService<Rollback>().Resume(TripWorld.AccountName, null, null, "victim", "mended");
                what = nameof(FeedKind.Delta);
                goto default;
            case var rollback when rollback.StartsWith("rollback:", StringComparison.Ordinal):
                services.GetRequiredService<Rollback>().Go(TripWorld.AccountName, rollback["rollback:".Length..], null, null, "victim", "a wrong text", CancellationToken.None);
                what = nameof(FeedKind.Delta);
                goto default;
            default:
                await run.GoAsync(new FeedOrder(TripWorld.AccountName, Enum.Parse<FeedKind>(what), "victim"), told, CancellationToken.None);
                return 0;
        }

        void Moment()
        {
            if (left is not null && --left <= 0)
            {
                Process.GetCurrentProcess().Kill();
            }
        }
    }

    public static Process Start(string data, string what, string die) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(Victim).Assembly.Location, data, what, die]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string data, string what, string die)
    {
        using var process = Start(data, what, die);
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }

    /// <summary>Runs it until it is killed where it is told; any other end fails, with what it said.</summary>
    public static async Task DiesAsync(string data, string what, string die)
    {
        var (exitCode, errors) = await RunAsync(data, what, die);
        exitCode.Should().Be(Killed, errors);
    }

    private static int? Number(string die, string word) => die.StartsWith(word, StringComparison.Ordinal) ? int.Parse(die.AsSpan(word.Length), CultureInfo.InvariantCulture) : null;

    private sealed class Line(Action moment) : DelegatingHandler(Http.NewHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            moment();
            var answer = await base.SendAsync(request, cancellationToken);
            moment();
            return answer;
        }
    }

    private sealed class Disk(Action moment) : FileSystem
    {
        public override IFile File => new Files(this, moment);
    }

    private sealed class Files(IFileSystem disk, Action moment) : FileWrapper(disk)
    {
        public override void Move(string sourceFileName, string destFileName, bool overwrite)
        {
            base.Move(sourceFileName, destFileName, overwrite);
            moment();
        }
    }
}
