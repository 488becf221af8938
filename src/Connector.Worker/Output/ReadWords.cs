using Connector.Store;

namespace Connector.Worker.Output;

/// <summary>What a read changed, in words.</summary>
internal static class ReadWords
{
    public static string Of(ScopeReport scope) =>
        $"{scope.Scope}: {scope.Named:N0} records" + (scope.Added + scope.Changed + scope.Deleted == 0
            ? ", nothing changed"
            : ": " + string.Join(", ", new[] { (scope.Added, "new"), (scope.Changed, "changed"), (scope.Deleted, "gone") }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1:N0} {part.Item2}")));
}
