using System.Text.RegularExpressions;

namespace Connector.Sandbox;

/// <summary>The faults that are still to come. Thread-safe; the first rule that matches a request is used up by it.</summary>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _release = New();
    private TaskCompletionSource _hung = New();
    private int _hanging;

    /// <summary>The rules that still have lives, in order.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate) return [.. _entries.Select(e => e.Rule with { Times = e.Left, Skip = e.Skip })];
        }
    }

    /// <summary>How many requests hang at this moment.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <exception cref="ArgumentException">The regular expression or a count cannot be used.</exception>
    public void Add(FaultRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rule.Times, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rule.Skip);
        if (rule.Action is FaultAction.Status { Value: < 200 or > 599 } status) throw new ArgumentException($"{status.Value} is not a final HTTP status.");
        var regex = rule.PathRegex is null ? null : new Regex(rule.PathRegex, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        lock (_gate) _entries.Add(new Entry(rule, regex) { Left = rule.Times, Skip = rule.Skip });
    }

    /// <summary>Forgets all rules and frees what hangs.</summary>
    public void Clear()
    {
        lock (_gate) _entries.Clear();
        Release();
    }

    /// <summary>Lets every request that hangs go on.</summary>
    public void Release()
    {
        TaskCompletionSource release;
        lock (_gate)
        {
            release = _release;
            _release = New();
            _hung = New();
        }

        release.TrySetResult();
    }

    /// <summary>Ends when a request has begun to hang (since the last release).</summary>
    public Task WaitUntilHangingAsync(CancellationToken ct)
    {
        lock (_gate) return _hung.Task.WaitAsync(ct);
    }

    internal FaultAction? Take(string method, string path)
    {
        lock (_gate)
        {
            var hits = _entries.Where(e => e.Matches(method, path));
            foreach (var entry in hits.ToArray())
            {
                if (entry.Skip > 0)
                {
                    entry.Skip--;
                    continue;
                }

                if (--entry.Left == 0) _entries.Remove(entry);
                return entry.Rule.Action;
            }

            return null;
        }
    }

    internal async Task HangAsync(CancellationToken ct)
    {
        Task release;
        lock (_gate)
        {
            release = _release.Task;
            Interlocked.Increment(ref _hanging);
            _hung.TrySetResult();
        }

        try
        {
            await release.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Entry(FaultRule rule, Regex? regex)
    {
        public FaultRule Rule => rule;

        public int Left { get; set; }

        public int Skip { get; set; }

        public bool Matches(string method, string path) =>
            (rule.Method is null || rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (rule.PathContains is null || path.Contains(rule.PathContains, StringComparison.Ordinal))
            && (regex is null || regex.IsMatch(path));
    }
}
