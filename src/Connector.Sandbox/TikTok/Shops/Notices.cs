namespace Connector.Sandbox;

/// <summary>Webhooks that wait to be sent, or were.</summary>
internal sealed class Notices
{
    public void TakeOver(Notices other)
    {
    }
}
