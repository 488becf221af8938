using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Connector.Benchmarks;

// --quick proves that the benchmarks run and that what they compare is the same; it measures nothing worth keeping.
RowBench.ProveEqual();
var job = (args.Contains("--quick") ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
var summary = BenchmarkRunner.Run<RowBench>(DefaultConfig.Instance.HideColumns(Column.Error, Column.StdDev).AddJob(job), [.. args.Where(arg => arg != "--quick")]);
return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
