namespace Connector.Policy.Stages;

/// <summary>Where plenty was told and plenty is there, a new number tells shoppers nothing. Checklist RIV-02.</summary>
public static class NoiseCut
{
    /// <summary>Whether what TikTok was last told may stay.</summary>
    /// <param name="lastSent">Pieces last sent.</param>
    /// <param name="now">Pieces that would be sent.</param>
    /// <param name="above">Only where both are above this many.</param>
    public static bool Keeps(int lastSent, int now, int above) => lastSent > above && now > above;
}
