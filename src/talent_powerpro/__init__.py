"""The integration agent between PowerPro and TalentLMS."""
