using System.Globalization;

namespace Connector.Stores.Tests;

/// <summary>Seeds of random worlds: a few in the usual run, many with <c>tests/run --long</c>; CONNECTOR_SEED tries one alone.</summary>
internal static class Seeds
{
    public static TheoryData<int> Of(int few, int many) =>
        Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } one ? [int.Parse(one, CultureInfo.InvariantCulture)]
        : [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? many : few)];
}
