using System.Globalization;
using Connector.Benchmarks.Inner;
using Connector.Benchmarks.Whole;

// Each way in is a line: peers that run as processes of their own, the inner parts, the whole processes, and --quick, which proves that all of
// it runs and that what is compared is the same, and measures nothing worth keeping.
return args switch
{
    [XmlPass.Name, var folder] => XmlPass.Go(folder),
    [PlainFeed.Name, var database, var file, var level] => PlainFeed.Go(database, file, int.Parse(level, CultureInfo.InvariantCulture)),
    ["--quick", .. var rest] => await QuickAsync(rest),
    ["--whole", .. var rest] => await WholeFigures.GoAsync(WholePlan(rest, new LabPlan())),
    ["--inner", .. var rest] => InnerParts.Go(isQuick: false, rest),
    [] => InnerParts.Go(isQuick: false, []),
    _ => Usage($"'{args[0]}' is not understood"),
};

static async Task<int> QuickAsync(string[] rest)
{
    var plan = WholePlan(rest, new LabPlan { Skus = 800, Repeat = 1, Scale = [300], Levels = [6], DeliveryLevels = [6], Only = WholeFigures.Names, Folder = Path.Combine(Path.GetTempPath(), $"connector-bench-{Environment.ProcessId}") });
    try
    {
        return Math.Max(InnerParts.Go(isQuick: true, []), await WholeFigures.GoAsync(plan));
    }
    finally
    {
        Directory.Delete(plan.Folder, recursive: true);
    }
}

static LabPlan WholePlan(string[] rest, LabPlan plan) => rest switch
{
    [] => plan,
    ["--skus", var skus, .. var more] => WholePlan(more, plan with { Skus = long.Parse(skus, CultureInfo.InvariantCulture) }),
    ["--repeat", var repeat, .. var more] => WholePlan(more, plan with { Repeat = int.Parse(repeat, CultureInfo.InvariantCulture) }),
    ["--only", var figures, .. var more] => WholePlan(more, plan with { Only = figures.Split(',') }),
    ["--scale", var sizes, .. var more] => WholePlan(more, plan with { Scale = [.. sizes.Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture))] }),
    ["--folder", var folder, .. var more] => WholePlan(more, plan with { Folder = Path.GetFullPath(folder) }),
    ["--connector", var path, .. var more] => WholePlan(more, plan with { Connector = path }),
    _ => throw new ArgumentException($"'{rest[0]}' is not understood: --skus N, --repeat N, --only {string.Join(",", WholeFigures.Names)}, --scale N,N, --folder DIR, --connector connector.dll"),
};

static int Usage(string fault)
{
    Console.Error.WriteLine($"{fault}: use --inner, --whole or --quick (README)");
    return 2;
}
