using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Connector.Benchmarks.Inner;

/// <summary>The parts inside, by BenchmarkDotNet.</summary>
internal static class InnerParts
{
    public static int Go(bool isQuick, string[] rest)
    {
        RowBench.ProveEqual();
        var job = (isQuick ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
        IConfig config = DefaultConfig.Instance.HideColumns(Column.Error, Column.StdDev).AddJob(job)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "connector-bench-inner"));
        // Quick proves that they run, in whatever way they were built; it measures nothing.
        config = isQuick ? config.WithOptions(ConfigOptions.DisableOptimizationsValidator) : config;
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(InnerParts).Assembly).Run([.. rest, .. rest.Contains("--filter") ? Array.Empty<string>() : ["--filter", "*"]], config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
    }
}
