namespace Connector.Sandbox;

/// <summary>The shops of the Shop Open Platform (C) on the page: their listings with both status fields.</summary>
internal static class ShopSection
{
    public static void Write(HtmlText html, StandInState state, PageQuery query)
    {
    }
}
