using System.Text.Json.Serialization;

namespace Connector.Watching;

/// <summary>Something that goes on now, in this process or another one.</summary>
public sealed record Running
{
    /// <summary>The lease under which it goes on; only one thing does at a time.</summary>
    public required string Lease { get; init; }

    /// <summary>What is done: <c>full feed</c>, <c>store read</c>, <c>review poll</c> ...</summary>
    public required string Work { get; init; }

    /// <summary>The account; the source for store reads.</summary>
    public required string For { get; init; }

    /// <summary>The run's id; null until it has one, and for what is no feed.</summary>
    public string? Run { get; init; }

    /// <summary>The step that goes on; empty where nothing was told yet.</summary>
    public string Step { get; init; } = "";

    /// <summary>What is done in it, for people.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>How far the step is.</summary>
    public long Count { get; init; }

    /// <summary>How far the step goes; 0 where that is unknown.</summary>
    public long Total { get; init; }

    /// <summary>Whether that step is done and the next one has told nothing yet.</summary>
    public bool IsDone { get; init; }

    /// <summary>Since when the whole goes on.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when the step goes on.</summary>
    public required DateTimeOffset StepSince { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The machine on which it goes on.</summary>
    public required string Host { get; init; }

    /// <summary>The process.</summary>
    public required int Pid { get; init; }

    /// <summary>Tells the process from a later one under the same id.</summary>
    public string ProcessMark { get; init; } = "";

    /// <summary>Rows a second since the step began; null where nothing is counted yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Rate => !IsDone && Count > 0 && At - StepSince > TimeSpan.FromMilliseconds(1) ? Math.Round(Count / (At - StepSince).TotalSeconds, 1) : null;

    /// <summary>Seconds that the rest of the step takes at this rate; null where that cannot be said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SecondsLeft => Total > 0 && Rate is > 0 and var rate ? Math.Ceiling(Math.Max(0, Total - Count) / rate) : null;
}
