namespace Connector.Drop;

/// <summary>How patiently a remote interface is called.</summary>
public sealed record CallPatience
{
    /// <summary>For a person who looks whether it works: two tries, a second apart.</summary>
    public static CallPatience Brief { get; } = new() { Attempts = 2, FirstDelay = TimeSpan.FromSeconds(1) };

    /// <summary>How often one call is tried in all. Default 6; 1 to 100.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Wait before the second try; it doubles, with jitter. Default 2 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between tries. Default 2 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time for one try. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Attempts is < 1 or > 100)
        {
            faults.Add($"Attempts is {Attempts}; give 1 to 100.");
        }

        if (FirstDelay < TimeSpan.Zero || MaxDelay < FirstDelay || Timeout <= TimeSpan.Zero)
        {
            faults.Add($"FirstDelay {FirstDelay}, MaxDelay {MaxDelay}, Timeout {Timeout}: none may be negative, Timeout is above zero, MaxDelay at least FirstDelay.");
        }

        return faults;
    }

    internal BackOff BackOff(TimeProvider time, Random? jitter) => new(Attempts - 1, FirstDelay, MaxDelay, time, jitter);
}
